"""What the sections of a song are called, in the languages people write songs in: one row a language, to be added to."""

from collections.abc import Mapping

SECTION_NAMES: Mapping[str, Mapping[str, str]] = {
    "English": {
        "prechorus": "pre chorus, prechorus, pc, pre, build up, buildup, lift, pre hook, climb, channel",
        "chorus": "chorus, ch, post chorus, postchorus, refrain, burden",
        "verse": "verse, v, stanza, rap, part, rap verse, spoken verse",
        "bridge": "bridge, br, middle eight, middle 8, breakdown, c part",
        "hook": "hook, post hook",
        "intro": "intro, introduction, opening, prelude",
        "outro": "outro, ending, coda, end, finale, final, closing, fade out, fadeout, postlude",
        "solo": "solo, guitar solo, piano solo, drum solo, sax solo, saxophone solo, violin solo, bass solo, synth solo, "
        "instrumental solo",
        "interlude": "interlude, instrumental, instrumental break, instrumental interlude, instrumental section, turnaround",
        "break": "break, beat break, drum break, guitar break, piano break",
        "drop": "drop, beat drop, bass drop",
        "build": "build",
        "theme": "theme, head",
    },
    "Spanish": {
        "prechorus": "precoro, pre coro, pre estribillo, preestribillo, puente previo",
        "chorus": "coro, estribillo, post coro, post estribillo",
        "verse": "verso, estrofa, copla, parte",
        "bridge": "puente",
        "hook": "gancho",
        "intro": "introducción, entrada",
        "outro": "cierre, salida, fin",
        "solo": "solo de guitarra, solo de piano, solo de batería, solo de saxofón",
        "interlude": "interludio, instrumental",
        "break": "corte, quiebre",
    },
    "Portuguese": {
        "prechorus": "pré refrão, prérefrão, pré coro",
        "chorus": "refrão, pós refrão, coro",
        "verse": "estrofe, verso, parte",
        "bridge": "ponte",
        "hook": "gancho",
        "intro": "introdução, abertura",
        "outro": "encerramento, desfecho, final, fim",
        "solo": "solo de guitarra, solo de violão, solo de piano",
        "interlude": "interlúdio, instrumental",
    },
    "French": {
        "prechorus": "pré refrain, prérefrain, avant refrain, pont montant",
        "chorus": "refrain, post refrain",
        "verse": "couplet, strophe",
        "bridge": "pont",
        "hook": "accroche",
        "intro": "introduction, ouverture",
        "outro": "fin, conclusion, sortie",
        "solo": "solo de guitare, solo de piano, solo de saxophone",
        "interlude": "interlude, intermède, instrumental, pause instrumentale, pont instrumental",
    },
    "German": {
        "prechorus": "prerefrain, pre refrain, vorrefrain, überleitung zum refrain",
        "chorus": "refrain, kehrreim, kehrvers",
        "verse": "strophe, vers, teil",
        "bridge": "brücke, überleitung, c teil",
        "intro": "einleitung, vorspiel",
        "outro": "schluss, nachspiel, ausklang, ende",
        "solo": "gitarrensolo, klaviersolo, schlagzeugsolo",
        "interlude": "zwischenspiel, instrumentalteil",
    },
    "Italian": {
        "prechorus": "pre ritornello, preritornello, pre inciso",
        "chorus": "ritornello, inciso, coro",
        "verse": "strofa, verso",
        "bridge": "ponte, special",
        "intro": "introduzione, apertura",
        "outro": "finale, chiusura, coda, fine",
        "solo": "assolo, assolo di chitarra, assolo di pianoforte, assolo di piano",
        "interlude": "interludio, intermezzo, strumentale",
    },
    "Catalan": {"chorus": "tornada", "verse": "estrofa", "bridge": "pont", "intro": "introducció", "interlude": "interludi"},
    "Dutch": {
        "prechorus": "pre refrein, prerefrein",
        "chorus": "refrein",
        "verse": "couplet, strofe, vers",
        "bridge": "brug, tussenstuk",
        "intro": "inleiding",
        "outro": "slot, einde, uitleiding",
        "solo": "gitaarsolo, pianosolo",
        "interlude": "tussenspel, intermezzo, instrumentaal",
    },
    "Swedish": {
        "prechorus": "brygga till refräng, förrefräng, pre refräng",
        "chorus": "refräng",
        "verse": "vers, strof",
        "bridge": "brygga, stick",
        "intro": "inledning",
        "outro": "avslutning, slut",
        "solo": "gitarrsolo, pianosolo",
        "interlude": "mellanspel",
    },
    "Norwegian and Danish": {
        "prechorus": "før refreng, pre refreng, før omkvæd",
        "chorus": "refreng, omkvæd, refræn, omkved",
        "verse": "vers, strofe",
        "bridge": "bro, mellomstykke, c stykke",
        "intro": "innledning, indledning",
        "outro": "avslutning, afslutning, slutt, slutning",
        "solo": "gitarsolo, guitarsolo, pianosolo",
        "interlude": "mellomspill, mellemspil",
    },
    "Finnish": {
        "prechorus": "esikertosäe, esikerto, pre kertosäe",
        "chorus": "kertosäe, kerto, kertsi",
        "verse": "säkeistö, säe, a osa",
        "bridge": "silta, väliosa, c osa",
        "intro": "johdanto, alkusoitto",
        "outro": "lopetus, loppusoitto, loppu",
        "solo": "kitarasoolo, soolo",
        "interlude": "välisoitto",
    },
    "Icelandic": {"chorus": "viðlag", "verse": "erindi, vers", "bridge": "brú", "intro": "inngangur", "outro": "lok, endir"},
    "Polish": {
        "prechorus": "przedrefren, pre refren, przed refrenem",
        "chorus": "refren",
        "verse": "zwrotka, strofa",
        "bridge": "most, mostek, łącznik",
        "intro": "wstęp",
        "outro": "zakończenie, koniec",
        "solo": "solówka, solo gitarowe, solo na gitarze",
        "interlude": "przerywnik, interludium, instrumentalny",
    },
    "Czech and Slovak": {
        "prechorus": "předrefrén, před refrén, predrefrén, pred refrén",
        "chorus": "refrén",
        "verse": "sloka, sloha, strofa",
        "bridge": "most, mezihra s textem",
        "intro": "předehra, predohra, úvod",
        "outro": "dohra, závěr, záver, konec, koniec",
        "solo": "kytarové sólo, gitarové sólo, sólo",
        "interlude": "mezihra, medzihra",
    },
    "Hungarian": {
        "prechorus": "előrefrén, elő refrén",
        "chorus": "refrén, kórus",
        "verse": "versszak, verze, strófa",
        "bridge": "híd, átvezetés",
        "intro": "bevezetés, bevezető, előjáték",
        "outro": "befejezés, lezárás, utójáték, vége",
        "solo": "gitárszóló, szóló",
        "interlude": "közjáték",
    },
    "Romanian": {
        "prechorus": "pre refren, prerefren",
        "chorus": "refren",
        "verse": "strofă, strofa, vers",
        "bridge": "punte, pod",
        "intro": "introducere",
        "outro": "încheiere, final, sfârșit",
        "solo": "solo de chitară",
        "interlude": "interludiu",
    },
    "Croatian, Serbian and Slovenian": {
        "prechorus": "predrefren, pred refren, предрефрен",
        "chorus": "refren, pripjev, pripev, рефрен, припев",
        "verse": "strofa, kitica, строфа",
        "bridge": "most, prijelaz, prelaz, мост, прелаз",
        "intro": "uvod, увод",
        "outro": "kraj, završetak, zaključek, крај, завршетак",
        "interlude": "međuigra, medigra, међуигра",
    },
    "Bulgarian": {
        "prechorus": "предприпев, пред припев",
        "chorus": "припев",
        "verse": "куплет, строфа",
        "bridge": "мост, бридж",
        "intro": "въведение, интро",
        "outro": "финал, край, аутро",
        "interlude": "интерлюдия",
    },
    "Russian": {
        "prechorus": "предприпев, пред припев, пре припев, прехорус",
        "chorus": "припев, рефрен, постприпев",
        "verse": "куплет, строфа, стих",
        "bridge": "бридж, мост, переход",
        "hook": "хук",
        "intro": "вступление, интро, начало",
        "outro": "аутро, концовка, кода, финал, заключение, конец",
        "solo": "соло, гитарное соло, соло на гитаре",
        "interlude": "проигрыш, интерлюдия, инструментал",
        "break": "брейк",
        "drop": "дроп",
    },
    "Ukrainian": {
        "prechorus": "передприспів, пре приспів, перед приспівом",
        "chorus": "приспів, рефрен",
        "verse": "куплет, строфа",
        "bridge": "бридж, міст, перехід",
        "intro": "вступ, інтро",
        "outro": "аутро, кінцівка, закінчення, фінал, кінець",
        "solo": "соло, гітарне соло",
        "interlude": "програш, інтерлюдія, інструментал",
    },
    "Greek": {
        "prechorus": "προρεφρέν, προ ρεφρέν",
        "chorus": "ρεφρέν, ρεφραίν, επωδός",
        "verse": "στροφή, κουπλέ",
        "bridge": "γέφυρα",
        "intro": "εισαγωγή",
        "outro": "τέλος, φινάλε, κλείσιμο",
        "solo": "σόλο, σόλο κιθάρας",
        "interlude": "ιντερλούδιο, ορχηστρικό",
    },
    "Turkish": {
        "prechorus": "ön nakarat, nakarat öncesi",
        "chorus": "nakarat",
        "verse": "kıta, dörtlük, bölüm, verse",
        "bridge": "köprü",
        "intro": "giriş",
        "outro": "çıkış, bitiş, son, kapanış",
        "solo": "gitar solosu, gitar solo, solo",
        "interlude": "ara nağme, ara, enstrümantal",
    },
    "Arabic": {
        "prechorus": "ما قبل اللازمة, قبل اللازمة, ما قبل الكورس",
        "chorus": "لازمة, اللازمة, كورس, الكورس, قرار, القرار, الكورال",
        "verse": "مقطع, المقطع, كوبليه, الكوبليه, بيت, البيت, فقرة",
        "bridge": "جسر, الجسر, بريدج, البريدج",
        "intro": "مقدمة, المقدمة, افتتاحية, انترو",
        "outro": "خاتمة, الخاتمة, نهاية, النهاية, اوترو",
        "solo": "صولو, سولو, عزف منفرد",
        "interlude": "فاصل, الفاصل, فاصل موسيقي, موسيقى",
    },
    "Persian": {
        "prechorus": "پیش ترجیع, پیش کورس",
        "chorus": "ترجیع بند, ترجیع, همخوان, کورس, برگردان",
        "verse": "بند, بیت, ورس",
        "bridge": "پل, بریج",
        "intro": "مقدمه, اینترو",
        "outro": "پایان, اوترو",
        "interlude": "میان پرده",
    },
    "Hebrew": {
        "prechorus": "קדם פזמון, טרום פזמון, פרה פזמון",
        "chorus": "פזמון, הפזמון",
        "verse": "בית, הבית",
        "bridge": "גשר, הגשר, סי פארט",
        "intro": "פתיחה, אינטרו, הקדמה",
        "outro": "סיום, אאוטרו, סוף",
        "solo": "סולו, סולו גיטרה",
        "interlude": "מעבר, קטע מעבר, אינסטרומנטלי",
    },
    "Hindi": {
        "prechorus": "प्री कोरस, प्रीकोरस",
        "chorus": "मुखड़ा, कोरस, स्थायी, टेक",
        "verse": "अंतरा, छंद, वर्स, पद",
        "bridge": "सेतु, ब्रिज, पुल",
        "hook": "हुक",
        "intro": "परिचय, इंट्रो, आरंभ, प्रस्तावना, आलाप",
        "outro": "समापन, आउट्रो, अंत",
        "interlude": "अंतराल, इंटरल्यूड",
        "solo": "सोलो",
    },
    "Hindi in Latin letters": {"chorus": "mukhda, mukhra, sthayi", "verse": "antara", "intro": "alaap"},
    "Bengali": {
        "chorus": "ধুয়া, কোরাস, স্থায়ী, মুখড়া",
        "verse": "অন্তরা, স্তবক, ভার্স",
        "bridge": "সেতু, ব্রিজ, সঞ্চারী",
        "intro": "ভূমিকা, ইন্ট্রো",
        "outro": "সমাপ্তি, আউট্রো, আভোগ",
    },
    "Tamil and Telugu": {
        "prechorus": "அனுபல்லவி, అనుపల్లవి",
        "chorus": "பல்லவி, పల్లవి, కోరస్, கோரஸ்",
        "verse": "சரணம், చరణం",
    },
    "Indonesian and Malay": {
        "prechorus": "pra chorus, pra reff, pre reff, pra korus",
        "chorus": "reff, ref, reffrain, korus, refrein",
        "verse": "bait, rangkap",
        "bridge": "jembatan",
        "intro": "pembuka, pembukaan",
        "outro": "penutup",
        "solo": "solo gitar, melodi gitar",
        "interlude": "interlud, selingan",
    },
    "Filipino": {"chorus": "koro", "verse": "berso, talata", "bridge": "tulay", "intro": "panimula", "outro": "wakas, pangwakas"},
    "Vietnamese": {
        "prechorus": "tiền điệp khúc",
        "chorus": "điệp khúc",
        "verse": "phiên khúc, đoạn, lời",
        "bridge": "cầu nối, đoạn chuyển",
        "intro": "mở đầu, dạo đầu, nhạc dạo",
        "outro": "kết thúc, đoạn kết, kết bài",
        "interlude": "gian tấu, nhạc giữa bài",
    },
    "Thai": {
        "prechorus": "ก่อนฮุก, ท่อนพรีฮุก, พรีฮุค, พรีคอรัส, ท่อนก่อนฮุค",
        "chorus": "ท่อนฮุก, ท่อนฮุค, คอรัส, สร้อย, ท่อนสร้อย",
        "verse": "ท่อนที่, ท่อนร้อง, เวิร์ส, ท่อน",
        "bridge": "บริดจ์, ท่อนแยก, สะพาน",
        "hook": "ฮุก, ฮุค",
        "intro": "อินโทร, ท่อนนำ, ท่อนเปิด",
        "outro": "เอาท์โทร, ท่อนจบ, ท่อนปิด",
        "solo": "โซโล่, โซโล",
        "interlude": "ดนตรี, บรรเลง",
    },
    "Swahili": {"chorus": "kibwagizo, kiitikio, korasi", "verse": "ubeti, beti", "bridge": "daraja", "intro": "utangulizi"},
    "Estonian, Latvian and Lithuanian": {
        "chorus": "refrään, piedziedājums, priedainis",
        "verse": "salm, pants, posmas, kuplets, kupletas",
        "bridge": "sild, tilts, tiltas",
        "intro": "sissejuhatus, ievads, įžanga",
        "outro": "lõpp, nobeigums, pabaiga",
    },
    "Japanese": {
        "prechorus": "Bメロ, プリコーラス, サビ前",
        "chorus": "サビ, コーラス, リフレイン, 大サビ, ラスサビ",
        "verse": "Aメロ, ヴァース, バース, 平歌, 番",
        "bridge": "Cメロ, Dメロ, ブリッジ",
        "hook": "フック",
        "intro": "イントロ, 前奏, 序奏",
        "outro": "アウトロ, 後奏, エンディング",
        "solo": "ソロ, ギターソロ, ピアノソロ, 独奏",
        "interlude": "間奏, インタールード",
        "break": "ブレイク",
        "drop": "ドロップ",
        "build": "ビルドアップ",
    },
    "Korean": {
        "prechorus": "프리코러스, 프리 코러스, 프리후렴, 후렴 전",
        "chorus": "후렴, 후렴구, 코러스, 합창",
        "verse": "벌스, 절, 랩",
        "bridge": "브릿지, 브리지",
        "hook": "훅",
        "intro": "인트로, 전주, 도입부",
        "outro": "아웃트로, 아우트로, 후주, 엔딩",
        "solo": "솔로, 기타 솔로",
        "interlude": "간주",
    },
    "Chinese": {
        "prechorus": "预副歌, 預副歌, 导歌, 導歌, 前副歌, 副歌前",
        "chorus": "副歌, 合唱, 合唱部分, 叠句, 疊句",
        "verse": "主歌, 诗节, 詩節, 说唱, 說唱, 第一段, 第二段, 第三段, 第四段",
        "bridge": "桥段, 橋段, 过渡, 過渡, 桥接",
        "hook": "记忆点",
        "intro": "前奏, 引子, 序曲",
        "outro": "尾奏, 尾声, 尾聲, 结尾, 結尾, 结束, 結束",
        "solo": "独奏, 獨奏, 吉他独奏, 吉他獨奏, 钢琴独奏, 鋼琴獨奏",
        "interlude": "间奏, 間奏, 过门, 過門, 纯音乐, 純音樂",
    },
}
"""Language -> kind of passage -> what a mark may call it, separated by commas; capitals, accents and hyphens do not count."""

KIND_ORDER = (
    "prechorus", "chorus", "verse", "bridge", "hook", "intro", "outro", "solo", "interlude", "break", "drop", "build", "theme",
)  # fmt: skip
"""Which kind a mark means that has the names of several: the first of these."""

WHOLE_MARKS_ONLY = frozenset(
    """
    ch pc pre v br
    ara bait beti bro burden channel climb corte fin fine fim head inciso kraj koniec konec lift lok loi more most part parte
    pants pod pont ref salida salm schluss sild slot slut solo son special stick stich stih teil tek tilt uvod vers vege ende
    мост начало стих край крај конец строфа міст בית הבית סוף מעבר بيت بند پل قرار موسيقى पद टेक पुल अंत 番 절 ท่อน ดนตรี
    """.split()  # noqa: SIM905
) - {"solo", "part", "head", "vers"}
"""Names that are also common words: they count only where they are the whole mark, apart from numbers and the like."""

AMBIGUOUS_ALONE = WHOLE_MARKS_ONLY | frozenset(
    "part head end ending final finale lift rap theme build break drop opening closing fade out solo vers hook tema climb".split()  # noqa: SIM905
)
"""Names that may as well be words of a song: without brackets or a number they are no mark."""

QUALIFIERS = frozenset(
    """
    a b c d i ii iii iv v vi vii viii one two three four five six first second third fourth fifth last final repeat repeated
    repeats reprise double extended short long big quiet soft new the of and with again instrumental acoustic alternate alt
    main no nr x bis st nd rd th er ere eme e de ste n
    cuarto segundo uno finale finales finaal
    uno dos tres cuatro primera segunda tercera cuarta primer segundo tercer cuarto primero tercero ultimo ultima repetir
    um dois duas primeira terceira quarta primeiro terceiro quarto repete
    un deux trois quatre premier premiere deuxieme troisieme quatrieme dernier derniere repeter
    eins zwei drei vier erste erster erstes zweite zweiter zweites dritte dritter vierte letzte letzter letztes
    primo prima secondo seconda terzo terza quarta ultimi ripetere
    een twee drie vier eerste tweede derde laatste
    ett tva tre fyra forsta andra tredje sista en to forste annen siste anden sidste
    ensimmainen toinen kolmas viimeinen yksi kaksi kolme
    pierwsza druga trzecia ostatni ostatnia pierwszy drugi prvni druhy druhá treti posledni prva druga
    elso masodik harmadik utolso prima doua a treia ultima
    первый второй третий четвертый последний первая вторая третья первый раз последнии первыи второи третии
    перший другий третій останній перша друга третя першии другии третіи
    πρωτη δευτερη τριτη τελευταιο τελικο πρωτο δευτερο
    birinci ikinci ucuncu son tekrar
    الاول الأول الثاني الثالث الاولى الثانية الاخيرة الاخير اول دوم سوم
    ראשון שני שלישי אחרון א ב ג
    पहला दूसरा तीसरा अंतिम
    pertama kedua ketiga terakhir satu dua tiga mot hai ba cuoi
    """.split()  # noqa: SIM905
)
"""Words that may stand beside a section's name in its mark, accents left out: numbers, `last`, `repeat`."""
COUNTING_CHARACTERS = frozenset(
    "ラストパートabcd第一二三四五六七八九十段节節番次部目前后後最终終再反复復的 첫두세번째마지막ที่หนึ่งสองสาม"
)
"""The same, for scripts without spaces between words."""
