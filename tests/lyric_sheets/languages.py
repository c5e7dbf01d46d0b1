"""How songs are marked in many languages: a verse, a chorus and a bridge of each, with a line to sing."""

from collections.abc import Mapping

LANGUAGES: Mapping[str, tuple[str, str, str, str]] = {
    "English": ("Verse 1", "Chorus", "Bridge", "The river runs at night"),
    "Spanish": ("Estrofa 1", "Estribillo", "Puente", "La noche canta sola"),
    "Portuguese": ("Verso 1", "Refrão", "Ponte", "A noite canta baixinho"),
    "French": ("Couplet 1", "Refrain", "Pont", "La nuit descend sur nous"),
    "German": ("Strophe 1", "Refrain", "Brücke", "Die Nacht singt leise mit"),
    "Italian": ("Strofa 1", "Ritornello", "Ponte", "La notte canta ancora"),
    "Dutch": ("Couplet 1", "Refrein", "Brug", "De nacht zingt zachtjes mee"),
    "Swedish": ("Vers 1", "Refräng", "Brygga", "Natten sjunger för oss"),
    "Norwegian": ("Vers 1", "Refreng", "Bro", "Natten synger for oss"),
    "Danish": ("Vers 1", "Omkvæd", "C-stykke", "Natten synger for os"),
    "Finnish": ("Säkeistö 1", "Kertosäe", "Väliosa", "Yö laulaa meille hiljaa"),
    "Polish": ("Zwrotka 1", "Refren", "Most", "Noc śpiewa dla nas"),
    "Czech": ("Sloka 1", "Refrén", "Mezihra", "Noc zpívá jenom nám"),
    "Hungarian": ("1. versszak", "Refrén", "Híd", "Az éj dalol nekünk"),
    "Romanian": ("Strofa 1", "Refren", "Punte", "Noaptea cântă pentru noi"),
    "Russian": ("Куплет 1", "Припев", "Бридж", "Ночь поёт для нас"),
    "Ukrainian": ("Куплет 1", "Приспів", "Бридж", "Ніч співає нам"),
    "Bulgarian": ("Куплет 1", "Припев", "Бридж", "Нощта ни пее пак"),
    "Greek": ("Στροφή 1", "Ρεφρέν", "Γέφυρα", "Η νύχτα τραγουδά"),
    "Turkish": ("Kıta 1", "Nakarat", "Köprü", "Gece bize şarkı söyler"),
    "Arabic": ("المقطع 1", "اللازمة", "الجسر", "الليل يغني لنا"),
    "Hebrew": ("בית 1", "פזמון", "גשר", "הלילה שר לנו"),
    "Hindi": ("अंतरा 1", "मुखड़ा", "सेतु", "रात गाती है"),
    "Indonesian": ("Bait 1", "Reff", "Jembatan", "Malam bernyanyi lagi"),
    "Vietnamese": ("Phiên khúc 1", "Điệp khúc", "Cầu nối", "Đêm hát cho ta"),
    "Thai": ("ท่อนที่ 1", "ท่อนฮุก", "บริดจ์", "คืนนี้ร้องเพลง"),
    "Japanese": ("Aメロ", "サビ", "Cメロ", "よるがうたう"),
    "Korean": ("1절", "후렴", "브릿지", "밤이 노래하네"),
    "Chinese": ("主歌1", "副歌", "桥段", "夜在歌唱"),
    "Traditional Chinese": ("主歌 1", "副歌", "橋段", "夜在歌唱"),
}
"""Language -> what its verse, its chorus and its bridge are called, and a line."""
