"""What instruments, kits and voices are called, and which of ours is meant; words are parted by commas."""

INSTRUMENTS: dict[str, str] = {
    "piano": "piano, grand piano, upright piano, keys, keyboard, felt piano",
    "rhodes": "rhodes, electric piano, fender rhodes, e piano, ep",
    "wurlitzer": "wurlitzer, wurli",
    "organ": "organ, hammond, b3, church organ, pipe organ",
    "harpsichord": "harpsichord, clavinet, clavichord",
    "celesta": "celesta, music box, toy piano, celeste",
    "vibraphone": "vibraphone, vibes, vibraharp",
    "marimba": "marimba, xylophone, mallets",
    "nylon_guitar": "nylon guitar, classical guitar, spanish guitar, nylon string guitar, flamenco guitar",
    "steel_guitar": "steel guitar, acoustic guitar, steel string guitar, folk guitar, strummed guitar",
    "electric_guitar": "electric guitar, clean guitar, clean electric guitar, jangly guitar, twangy guitar",
    "muted_guitar": "muted guitar, funk guitar, palm muted guitar, rhythm guitar, wah guitar",
    "distorted_guitar": (
        "distorted guitar, overdriven guitar, heavy guitar, fuzz guitar, power chords, distortion, electric guitar riff"
    ),
    "banjo": "banjo",
    "harp": "harp",
    "sitar": "sitar",
    "upright_bass": "upright bass, double bass, acoustic bass, contrabass, walking bass, standup bass",
    "electric_bass": "electric bass, bass guitar, fingered bass, picked bass",
    "slap_bass": "slap bass",
    "synth_bass": "synth bass, moog bass, analog bass, wobble bass",
    "sub_bass": "sub bass, subbass, 808 bass, deep bass, sub",
    "acid_bass": "acid bass, 303, tb 303",
    "strings": "strings, string section, string orchestra, string ensemble, string pad, lush strings",
    "violin": "violin, fiddle, solo violin",
    "cello": "cello, solo cello",
    "pizzicato": "pizzicato, plucked strings, pizzicato strings",
    "brass": "brass, horns, horn section, brass section",
    "trumpet": "trumpet, muted trumpet, flugelhorn",
    "trombone": "trombone",
    "french_horn": "french horn, horn",
    "saxophone": "saxophone, sax, alto sax, tenor sax, saxophones",
    "flute": "flute, alto flute",
    "clarinet": "clarinet, bass clarinet",
    "warm_pad": "pad, warm pad, synth pad, analog pad, soft pad, lush pad",
    "glass_pad": "glass pad, glassy pad, shimmer, shimmering pad, airy pad, crystal pad",
    "saw_lead": "saw lead, synth lead, lead synth, synth, synths, synthesizer, synthesiser, analog synth",
    "square_lead": "square lead, square wave, square synth",
    "soft_lead": "soft lead, sine lead, mellow synth",
    "pluck": "pluck, plucks, synth pluck, plucky synth, arp, arpeggio, arpeggiator, arpeggiated synth",
    "bell": "bell, bells, tubular bells, chimes, glockenspiel, church bells",
    "supersaw": "supersaw, super saw, big synths, wall of synths",
    "chip_pulse": "chip pulse, pulse wave, 8 bit lead, bleeps, blips",
    "chip_triangle": "chip triangle, triangle wave",
    "accordion": "accordion, concertina, squeezebox",
    "choir_pad": "choir pad, mellotron, mellotron choir, vox pad, oohs, aahs",
}
"""Ours -> the words for it, the plainest first."""

NEAREST: dict[str, str] = {
    "nylon_guitar": "oud, lute, ukulele, uke, bouzouki, charango, balalaika, cavaquinho",
    "steel_guitar": (
        "mandolin, twelve string guitar, 12 string guitar, dobro, pedal steel, lap steel, slide guitar, zither, dulcimer, saz"
    ),
    "banjo": "shamisen, sanxian, kora",
    "harp": "koto, guzheng, lyre, qanun, hang drum, handpan",
    "sitar": "tanpura, sarod, tambura",
    "marimba": "kalimba, mbira, balafon, steelpan, steel drum, steel drums, gamelan, thumb piano",
    "flute": "recorder, shakuhachi, pan flute, piccolo, tin whistle, whistle, ocarina, bansuri, ney, whistling",
    "clarinet": "oboe, bassoon, duduk, cor anglais, english horn, woodwinds, woodwind, bass flute",
    "accordion": "harmonica, melodica, bandoneon, harmonium, bagpipes, bagpipe, hurdy gurdy",
    "violin": "viola, erhu, nyckelharpa, kamancheh",
    "cello": "viola da gamba, bowed bass",
    "trombone": "tuba, euphonium, didgeridoo",
    "soft_lead": "theremin, ondes martenot, musical saw",
    "warm_pad": "drone, atmosphere, texture, textures, ambience",
    "celesta": "glass harmonica, singing bowl, singing bowls",
    "synth_bass": "talkbox, reese bass, reese",
    "organ": "farfisa, combo organ",
}
"""Words for instruments we do not have, under the one of ours that is nearest."""

KITS: dict[str, str] = {
    "acoustic_kit": "acoustic drums, live drums, real drums, drum kit, acoustic kit, natural drums",
    "brushed_kit": "brushed kit, brushes, brushed drums, soft drums",
    "rock_kit": "big drums, stadium drums, heavy drums, pounding drums, rock kit",
    "metal_kit": "double kick, blast beats, double bass drum, metal kit",
    "electronic_kit": "electronic drums, drum machine, synth drums, linndrum, gated drums, electronic kit, gated snare",
    "house_kit": "909, tr 909, house kit, four on the floor",
    "eight_oh_eight": "808, 808s, tr 808, 808 drums",
    "trap_kit": "trap hats, trap kit, rolling hats",
    "breaks_kit": "breaks, break beats, breakbeats, amen, amen break, breakbeat drums, breaks kit",
    "lofi_kit": "dusty drums, vinyl drums, crunchy drums, lofi kit",
    "orchestral_percussion": (
        "timpani, orchestral percussion, taiko, taikos, epic drums, cinematic drums, war drums, orchestral drums"
    ),
    "latin_percussion": (
        "latin percussion, congas, conga, bongos, bongo, timbales, hand percussion, shaker, shakers, maracas, djembe, cajon, "
        "hand drums"
    ),
    "tabla": "tabla, tablas, tabla percussion, mridangam, dholak, bodhran",
    "chip_kit": "chip drums, 8 bit drums, noise drums, chip kit",
}
"""Drum kits."""

VOICES: dict[str, str] = {
    "female": (
        "female, female vocals, female vocal, female voice, female singer, woman, woman's voice, girl, alto, contralto, mezzo, "
        "mezzo soprano, women, female lead, she sings, diva"
    ),
    "male": (
        "male, male vocals, male vocal, male voice, male singer, man, man's voice, boy, tenor, guy, men, male lead, crooner, "
        "falsetto"
    ),
    "soprano": "soprano, operatic, opera, opera singer, high female voice",
    "baritone": (
        "baritone, deep voice, deep male voice, low male voice, bass voice, gravelly voice, basso, deep male vocals, bass singer"
    ),
    "choir": (
        "choir, choral, chorus of voices, chant, chanting, gregorian, group vocals, voices, ensemble vocals, children's choir, "
        "gang vocals"
    ),
    "rap": "rap, rapper, rapped, rapping, female rapper, male rapper, spoken word, mc, rap vocals, spoken",
    "whisper": (
        "whisper, whispered, whispering, breathy, breathy vocals, breathy female vocals, whispered vocals, hushed vocals, soft "
        "vocals, airy vocals, intimate vocals"
    ),
}
"""Singers."""

ROLES: dict[str, str] = {
    "drums": "drums, drum, percussion, beat, beats, drumming",
    "bass": "bass, bassline, bass line, low end",
    "vocals": "vocals, vocal, voice, singer, singing, sung, lyrics, vocalist, words",
    "guitar": "guitar, guitars",
    "chords": "chords, harmony",
    "melody": "melody, lead, melodies, topline",
}
"""Words for a place in the band rather than an instrument."""
