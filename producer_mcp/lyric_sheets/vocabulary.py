"""Words by which a sheet is read: directions to players, labels such as `Title:`, and what assistants say around lyrics."""


def _listed(text: str) -> tuple[str, ...]:
    """The phrases of a text, which are separated by commas."""
    return tuple(" ".join(text.split()).split(", "))


DIRECTIONS = frozenset(
    """
    softly gently quietly loudly slowly tenderly breathy breathily whisper whispers whispered whispering spoken speaking speaks
    shouted shouting shouts screamed screaming screams chanted chanting chants hummed humming hums sighs sighing laughs
    laughing laughter chuckles giggles claps clapping applause cheering cheers inhales exhales sobbing vocalizing vocalising
    vocalizes falsetto belting belted growling growls growled harmonized harmonising harmonizing harmonies adlib adlibs acapella
    cappella crescendo decrescendo diminuendo ritardando rubato staccato legato forte piano pianissimo fortissimo instrumental
    interlude outro intro solo riff fades fade fading pause pauses repeat repeats reprise guitar guitars drums drum bass synth
    synths violin violins strings saxophone sax trumpet organ cello flute harmonica accordion percussion orchestra brass bells
    vocals vocal reverb echoing distorted autotuned rapped rapping sung yelled yelling crying stomping snapping snaps whistles
    whistling beatboxing scratching soundcheck applauds yodeling yodels scatting

    suavemente susurrando susurrado susurros hablado gritando gritado tarareando risas aplausos palmas bajito guitarra bateria
    piano instrumental lento
    doucement chuchote chuchotant murmure murmurant parle criant crie rires applaudissements guitare batterie lentement
    leise gefluestert geflustert flusternd fluestert flustert gesprochen geschrien gerufen summend gesummt lachen lacht applaus
    klatschen gitarrensolo klaviersolo langsam sanft
    sussurrato sussurrando parlato urlato dolcemente piano risate applausi chitarra batteria strumentale lentamente
    sussurrando sussurrado falado gritado cantarolando risos palmas violao guitarra bateria suave
    zachtjes gefluisterd fluisterend gesproken geroepen neurieend gelach applaus gitaarsolo
    viskande viskar talat tyst viskende hviskende snakket kuiskaten puhuttu hiljaa
    szeptem szeptane mowione cicho krzyczac nucac smiech oklaski gitara perkusja
    septem potichu mluveno suttogva halkan beszelve soptit soptind vorbit
    шепотом шепот тихо нежно говорит говорком речитатив крича напевая смех аплодисменты гитара барабаны проигрыш соло
    пошепки шепочучи тихо ніжно сміх гітара барабани програш
    ψιθυριστα απαλα μιλωντας σιγα
    fisiltiyla fisildayarak yumusakca sessizce konusarak gitar davul
    همسا بهمس بهدوء عزف ضحك تصفيق غيتار
    נגינה בלחישה בשקט גיטרה
    berbisik pelan lembut gitar bergumam
    whispery airy
    """.split()  # noqa: SIM905
)
"""Words, accents left out, that tell a singer or a player how: what stands in brackets of nothing else is not sung."""

DIRECTION_HELPERS = frozenset(
    """
    a an the in with to of at then and over under by for only from into out up down off on no soft slow fast heavy light big
    quick quiet loud deep high low gentle emotional emotionally building builds build rising rises swelling swells growing grows
    strumming strums picking picked playing plays kicking kicks kick in enters enter entering starts start stops stop begins
    begin ends end ending drops drop long short brief voice voices male female man woman child children choir chorus verse
    bridge hook lead backing background word words tone music beat section break line lines two three four times twice once
    electric acoustic bass grand bar bars measure measures seconds louder softer slower faster
    con de la el en y voz coro
    avec de la le les une voix solo
    mit der die das und stimme chor
    con della di voce e coro
    com da do voz e
    на с и голосом голос хор
    """.split()  # noqa: SIM905
)
"""Words that may stand in a direction beside one of `DIRECTIONS`."""

DIRECTION_PHRASES = _listed(
    """
    轻声, 輕聲, 低语, 低語, 耳语, 耳語, 念白, 独白, 獨白, 旁白, 哼唱, 哼鸣, 吉他, 钢琴, 鋼琴, 鼓点, 掌声, 笑声,
    淡出, 渐弱, 渐强, 温柔地, 轻轻地, ささやき, 囁き, 囁くように, 語り, 台詞, セリフ, ハミング, 優しく, 静かに,
    叫び, 拍手, 笑い声, フェードアウト, 속삭임, 속삭이듯, 나레이션, 내레이션, 허밍, 부드럽게, 조용히, 박수, 웃음,
    페이드아웃, กระซิบ, พูด, ฮัมเพลง, เบาๆ, धीरे से, फुसफुसाते हुए, बोलते हुए, फुसफुसाहट, thì thầm, nói,
    clears throat, ad lib, ad libs, a cappella, sound effect, music stops, music fades, beat drops, beat drop, bass drop,
    record scratch, key change, tempo change, half time, double time, speeds up, slows down, all instruments,
    steht, ohne musik, à voix basse, sottovoce, en voz baja, a viva voce
    """
)
"""Directions of several words, or of scripts without spaces between words, each the whole of its brackets."""

SINGERS = frozenset(
    """
    male female man woman boy girl duet both all together everyone choir group singer narrator speaker lead him her
    hombre mujer ambos todos homme femme ensemble tous mann frau beide alle uomo donna tutti homem mulher мужчина женщина вместе
    все хор 男 女 合 男声 女声 合唱 男聲 女聲
    """.split()  # noqa: SIM905
)
"""Who sings, where it stands before a colon: `Female: …`, `Singer 2: …`."""

TITLE_LABELS = frozenset(
    _listed(
        """
    title, song title, song name, name of the song, song, track, título, título de la canción, canción, titre,
    titre de la chanson, chanson, titel, songtitel, liedtitel, titolo, titolo della canzone, título da música,
    titul, tytuł, název, názov, cím, titlu, naslov, наслов, название, название песни, заголовок, назва,
    назва пісні, заглавие, τίτλος, başlık, şarkı adı, parça adı, العنوان, عنوان, عنوان الأغنية, اسم الأغنية,
    نام آهنگ, כותרת, שם השיר, शीर्षक, शिर्षक, गीत का शीर्षक, শিরোনাম, judul, judul lagu, tajuk, pamagat, tiêu đề,
    tên bài hát, ชื่อเพลง, jina, タイトル, 曲名, 題名, 제목, 곡명, 标题, 標題, 歌名, 曲目, rubrik, otsikko, nimi
    """
    )
)
"""Labels of a song's title; capitals and accents do not count."""

ABOUT_LABELS = frozenset(
    _listed(
        """
    artist, genre, style, music style, style of music, mood, tempo, bpm, key, time signature, capo, tuning,
    composer, author, written by, by, words and music, lyricist,
    instruments, instrumentation, vocals, vocal style, length, duration,
    language, theme, album, year, structure, tags, prompt, sound, lyrics by, music by, performed by, notes, género,
    estilo, artista, tono, tonalidad, duración, idioma, tema, ánimo, genero, style musical, tonalité, durée,
    langue, stil, stimmung, tonart, länge, sprache, interpret, genere, stile, umore, tonalità, durata, lingua,
    gênero, humor, tom, duração, gatunek, styl, nastrój, жанр, стиль, настроение, темп, тональность, исполнитель,
    настрій, tür, tarz, ruh hali, النوع, الأسلوب, المزاج, शैली, मनोदशा, ジャンル, スタイル, テンポ, キー, 雰囲気,
    장르, 스타일, 템포, 분위기, 风格, 風格, 曲风, 曲風, 情绪, 情緒, 节奏, 節奏, 速度, 调性, 調性, 歌手, 作词, 作曲,
    作詞, thể loại, phong cách, gaya, suasana
    """
    )
)
"""Labels of what is said about a song and not sung in it, before its first line."""

SHEET_LABELS = frozenset(
    _listed(
        """
    lyrics, song lyrics, the lyrics, text, letra, letras, paroles, songtext, liedtext, lyrik, testo, texto, tekst,
    tekst piosenki, text piesne, text písně, dalszöveg, versuri, слова, текст, текст песни, στίχοι, şarkı sözleri,
    sözler, كلمات, كلمات الأغنية, الكلمات, מילים, מילות השיר, गीत, बोल, গানের কথা, lirik, lirik lagu, lời bài hát,
    เนื้อเพลง, 歌詞, 歌词, 가사, lyrics below, sanat, låttext
    """
    )
)
"""Headings of a whole sheet: the words begin below."""

LYRIC_NOUNS = _listed(
    """
    lyric, song, verse, letra, canción, cancion, parole, chanson, songtext, liedtext, lied, testo, canzone, música,
    canção, tekst, piosenk, текст, песн, слова, пісн, στίχοι, τραγούδι, şarkı, sözleri, كلمات, أغنية, מילים, שיר,
    गीत, बोल, গান, lirik, lagu, lời bài, เนื้อเพลง, เพลง, 歌詞, 歌词, 歌, 가사, 노래, songtekst, låt, sang, laulu
    """
)
"""What an assistant says it has written."""

LYRIC_WORDS = _listed(
    """
    lyric, letra, paroles, songtext, liedtext, testo, текст, слова, 歌詞, 歌词, 가사, lirik, كلمات, şarkı sözleri,
    versuri, dalszöveg, tekst piosenki, lời bài, เนื้อเพลง, στίχοι, מילות, बोल, songtekst, låttext
    """
)
"""Those of them that name a sheet and nothing else."""

AFFIRMATIONS = _listed(
    """
    sure, certainly, of course, absolutely, okay, ok, great, happy to, no problem, alright, claro, por supuesto,
    bien sûr, avec plaisir, gerne, natürlich, certo, certamente, oczywiście, конечно, звичайно, tabii, بالتأكيد,
    हाँ, ज़रूर, tentu, chắc chắn, แน่นอน, もちろん, はい, 当然, 當然, 好的, 물론, 네, natuurlijk, självklart
    """
)
"""How an assistant agrees."""

OPENERS = (
    *AFFIRMATIONS,
    *_listed(
        """
    here, below, i've, i’ve, i wrote, this is, aquí, aqui, voici, hier, ecco, oto, вот, ось, işte, إليك, यहाँ,
    berikut, dưới đây, นี่คือ, こちら, 以下, 这是, 這是, 여기, 다음은, här
    """
    ),
)
"""How an assistant begins what it says before the lyrics."""

CLOSERS = _listed(
    """
    let me know, i hope, hope you, hope this, feel free, would you like, want me to, if you'd like, if you’d like,
    if you want, do you want, i can also, shall i, should i, enjoy, note:, note that, avísame, espero que,
    ¿quieres, ¿te gustaría, si quieres, n'hésitez, n’hésitez, j'espère, j’espère, si vous, souhaitez-vous,
    ich hoffe, lass mich, sag mir, möchtest du, wenn du, fammi sapere, spero che, vuoi che, se vuoi, se quiser,
    avise-me, gostaria, me avise, надеюсь, дайте знать, если хотите, хотите, daj znać, mam nadzieję, umarım,
    isterseniz, 希望, 如果, 需要, いかがでしょう, ご希望, 気に入, 마음에, 원하시면, 필요하시면, semoga, jika
    """
)
"""How an assistant begins what it says after the lyrics."""

CLOSING_NOUNS = (
    *LYRIC_NOUNS,
    *_listed(
        """
    change, tweak, adjust, edit, revis, modif, version, different style, cambio, ajuste, änder, anpass, alteraç,
    измен, правк, zmian, değişiklik, 修改, 调整, 變更, 変更, 修正, 調整, 수정, ubah
    """
    ),
)
"""What an assistant offers after the lyrics."""

STARTING_SINGERS = SINGERS - frozenset(
    """
    boy girl man woman him her all together everyone lead group todos ensemble tous beide alle tutti вместе все 合 合唱
    """.split()  # noqa: SIM905
)
"""Those of them that are no words of a song where they stand in parentheses before a line."""

WITHOUT_VOICE = frozenset(
    _listed(
        """
    instrumental, instrumental only, instrumental track, instrumental music, instrumental version,
    fully instrumental, purely instrumental, pure instrumental, no vocals, no vocal, no lyrics, no words,
    no singing, without vocals, without lyrics, without words, no voice, instrumental no vocals,
    instrumental no lyrics, n/a, na, music only, only music, sin letra, sin voz, solo instrumental, solo música,
    sem letra, sem voz, apenas instrumental, sans paroles, sans voix, ohne text, ohne gesang, rein instrumental,
    kein gesang, strumentale, senza parole, senza voce, instrumentaal, zonder tekst, instrumentell, instrumentalna,
    instrumentalny, bez słów, bez wokalu, bez slov, инструментал, инструментальная, инструментальная музыка,
    без слов, без вокала, без голоса, інструментал, без слів, ορχηστρικό, χωρίς στίχους, enstrümantal, sözsüz,
    موسيقى فقط, بدون كلمات, بدون غناء, אינסטרומנטלי, ללא מילים, वाद्य संगीत, बिना बोल, instrumen, tanpa lirik,
    tanpa vokal, nhạc không lời, không lời, บรรเลง, ไม่มีเนื้อร้อง, インスト, インストゥルメンタル, 歌詞なし, 歌なし,
    연주곡, 가사 없음, 인스트루멘탈, 纯音乐, 純音樂, 无歌词, 無歌詞, 没有歌词, 器乐, 器樂
    """
    )
)
"""What people write in place of lyrics for music without a voice."""
STAND_IN_WORDS = frozenset(
    """
    this is a an the it fully purely pure completely entirely just only track song piece music version with without no any
    singing lyrics vocals vocal words voice please instrumental and
    """.split()  # noqa: SIM905
)
"""Words of a sentence that says in English that nobody sings."""
