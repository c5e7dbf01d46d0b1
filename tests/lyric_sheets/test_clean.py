"""Sheets as models write them, and what is left to sing of them."""

import pytest

from producer_mcp.lyric_sheets import clean

CLEANED = {
    "sections of JSON": (
        '{"verse_1": "Hello\\nyou", "chorus": ["Sing", "loud"]}',
        "[Verse 1]\nHello\nyou\n\n[Chorus]\nSing\nloud",
    ),
    "a list of JSON objects": (
        '[{"type": "Verse", "text": "Hello"}, {"section": "Chorus", "lines": ["Sing"]}]',
        "[Verse]\nHello\n\n[Chorus]\nSing",
    ),
    "a song in JSON": ('{"title": "Rain", "bpm": 90, "sections": [{"name": "Verse", "lines": ["Hello"]}]}', "[Verse]\nHello"),
    "YAML": ("title: Rain\nverse: |\n  Hello\n", "[verse]\n  Hello"),
    "a list of YAML": ('- section: "Verse 1"\n  lines:\n    - Hello\n    - World', "[Verse 1]\nHello\nWorld"),
    "subtitles": ("1\n00:00:01,000 --> 00:00:04,000\nHello\n\n2\n00:00:05,000 --> 00:00:08,000\nWorld", "Hello\nWorld"),
    "WebVTT": ("WEBVTT\n\n00:01.000 --> 00:04.000\nHello", "Hello"),
    "times of words": ("[00:05.00]<00:05.50>Hello <00:06.00>you", "Hello you"),
    "LaTeX": (
        "\\section*{Verse}\n\\textbf{Hello} \\emph{you} \\\\\n\\begin{verse}\nAgain\n\\end{verse}",
        "[Verse]\nHello you\n\nAgain",
    ),
    "talk outside a fence": ("My song for you.\n```\n[Verse]\nHello\n```\nHope you like it", "[Verse]\nHello"),
    "escaped newlines": (r"[Verse]\nHello\n\n[Chorus]\nSing \"loud\"", '[Verse]\nHello\n\n[Chorus]\nSing "loud"'),
    "escaped twice": (r"[Verse]\\nHello\\r\\nWorld", "[Verse]\nHello\nWorld"),
    "escaped letters": (r"[Verse]\nCaf\u00e9", "[Verse]\nCafé"),
    "slashed newlines": ("[Verse]/nHello/nMy friend", "[Verse]\nHello\nMy friend"),
    "code fence": ("```\n[Verse]\nHello\n```", "[Verse]\nHello"),
    "code fence with a language": ("```text\nHello\n```\n", "Hello"),
    "bold around a mark": ("**[Verse 1]**\nHello", "[Verse 1]\nHello"),
    "bold inside a mark": ("[**Verse 1**]\nHello", "[Verse 1]\nHello"),
    "heading": ("### Chorus\nHello", "[Chorus]\nHello"),
    "heading around a mark": ("## [Chorus]\nHello", "[Chorus]\nHello"),
    "heading and bold": ("### **Chorus:**\nHello", "[Chorus]\nHello"),
    "bold with a colon": ("**Verse 1:**\nHello", "[Verse 1]\nHello"),
    "bold before a colon": ("**Verse 1**:\nHello", "[Verse 1]\nHello"),
    "colon": ("Verse 1:\nHello", "[Verse 1]\nHello"),
    "colon before the words": ("Chorus: Hello\nWorld", "[Chorus]\nHello\nWorld"),
    "parentheses": ("(Chorus)\nHello", "[Chorus]\nHello"),
    "bare names": ("Verse 1\nHello\n\nChorus\nWorld", "[Verse 1]\nHello\n\n[Chorus]\nWorld"),
    "angle brackets": ("<Verse 1>\nHello\n</Verse 1>", "[Verse 1]\nHello"),
    "braces": ("{Chorus}\nHello", "[Chorus]\nHello"),
    "full-width brackets": ("【副歌】\n我爱你\n［主歌］\n你好", "[副歌]\n我爱你\n[主歌]\n你好"),
    "emphasis": ("[Verse]\nOh **rain** and *wind* and __sun__", "[Verse]\nOh rain and wind and sun"),
    "line breaks of HTML": ("[Verse]<br>Hello<br/>World<BR />", "[Verse]\nHello\nWorld"),
    "paragraphs of HTML": ("<p>[Verse]</p><p>Hello <b>you</b></p>", "[Verse]\nHello you"),
    "entities": ("It&#39;s you &amp; me &quot;now&quot;&nbsp;here", 'It\'s you & me "now" here'),
    "entities twice": ("you &amp;amp; me", "you & me"),
    "title": ("Title: Rain\n\n[Verse]\nHello", "[Verse]\nHello"),
    "title in bold": ('**Title:** "Rain"\n[Verse]\nHello', "[Verse]\nHello"),
    "title as a heading": ("# Rain\n\n## Verse 1\nHello", "[Verse 1]\nHello"),
    "title in brackets": ("[Title: Rain]\n[Verse]\nHello", "[Verse]\nHello"),
    "title and remarks": ("Title: Rain\nGenre: Pop\nTempo: 90 BPM\n\n[Verse]\nHello", "[Verse]\nHello"),
    "two marks on a line": ("[Intro] [Verse 1]\nHello", "[Intro]\n[Verse 1]\nHello"),
    "marks inside a line": ("Hello [Chorus] sing [Verse 2] on", "Hello\n[Chorus]\nsing\n[Verse 2]\non"),
    "all on one line": ("[Verse 1] Hello you [Chorus] Sing", "[Verse 1]\nHello you\n[Chorus]\nSing"),
    "chords between words": ("[Am]Hello [G]my [C/E]friend", "Hello my friend"),
    "chords inside words": ("A[F#m7]mazing [Dsus4]grace", "Amazing grace"),
    "chords above words": ("Am      F    G7\nHello my friend\nC  G\nGood day", "Hello my friend\nGood day"),
    "bars of chords": ("| C | G | Am | F |\nHello", "Hello"),
    "chords in parentheses": ("(Am)Hello my (F)friend", "Hello my friend"),
    "ChordPro": ("{title: Rain}\n{soc}\n[G]Hello\n{eoc}\n{comment: softly}\nWorld", "[Chorus]\nHello\n\n[softly]\nWorld"),
    "tablature": ("e|---0---2---|\nHello", "Hello"),
    "bullets": ("[Verse]\n- Hello\n- World\n• Again", "[Verse]\nHello\nWorld\nAgain"),
    "numbers": ("1. Hello\n2. World\n3. Again", "Hello\nWorld\nAgain"),
    "quoted lines": ('"Hello"\n"World"', "Hello\nWorld"),
    "a quoted sheet": ("“Hello\nWorld”", "Hello\nWorld"),
    "block quotes": ("> [Verse]\n> Hello", "[Verse]\nHello"),
    "a repeated line": ("[Verse]\nSing it (x2)", "[Verse]\nSing it\nSing it"),
    "a repeated line, without parentheses": ("Sing it x3", "Sing it\nSing it\nSing it"),
    "a repeated section": ("[Chorus] (x2)\nHello", "[Chorus x2]\nHello"),
    "talk around it": (
        "Sure! Here are your lyrics:\n\n[Verse]\nHello\n\nLet me know if you'd like any changes!",
        "[Verse]\nHello",
    ),
    "talk in Spanish": ("¡Claro! Aquí tienes la letra:\n\n[Estrofa]\nHola", "[Estrofa]\nHola"),
    "talk in Japanese": ("はい、こちらが歌詞です：\n\n[サビ]\nそら", "[サビ]\nそら"),
    "rules": ("[Verse]\nHello\n\n---\n\n[Chorus]\nWorld", "[Verse]\nHello\n\n[Chorus]\nWorld"),
    "a direction in parentheses": ("[Verse]\n(softly) Come to me", "[Verse]\n[softly] Come to me"),
    "a direction in asterisks": ("[Verse]\n*whispers* Come to me", "[Verse]\n[whispers] Come to me"),
    "a passage in parentheses": ("(guitar solo)\nHello\n(instrumental break)", "[guitar solo]\nHello\n[instrumental break]"),
    "a direction in full width": ("（轻声）你好", "[轻声]你好"),
    "singers": ("Female: Hello\nMale: Hi", "[Female] Hello\n[Male] Hi"),
    "times": ("[00:12.50]Hello\n[00:15.00]World", "Hello\nWorld"),
    "decorated names": (
        "== Verse 1 ==\nHello\n--- Chorus ---\nWorld\n~ Bridge ~\nla",
        "[Verse 1]\nHello\n[Chorus]\nWorld\n[Bridge]\nla",
    ),
    "names in quotation marks": ("「サビ」\n空\n〈間奏〉\n《Aメロ》\n夜", "[サビ]\n空\n[間奏]\n[Aメロ]\n夜"),
    "marks in capitals": ("VERSE 1\nHello\n\nCHORUS\nHey", "[VERSE 1]\nHello\n\n[CHORUS]\nHey"),
    "names with a singer": (
        "Verse 1 (Male): Hello\nVerse 2 (Female):\nWorld",
        "[Verse 1 (Male)]\nHello\n[Verse 2 (Female)]\nWorld",
    ),
    "tags of XML": ("<verse>Hello</verse>\n<chorus>Hey</chorus>", "[verse]Hello\n[chorus]Hey"),
    "tags of a forum": ("[verse]Hello[/verse][chorus]Hey[/chorus]", "[verse]\nHello\n[chorus]\nHey"),
    "italic names": ("*(Verse 1)*\nHello\n\n*(Chorus)*\nHey", "[Verse 1]\nHello\n\n[Chorus]\nHey"),
    "a line of chords behind a name": ("Intro: Am F C G\n\nVerse 1:\nHello", "[Intro]\n\n[Verse 1]\nHello"),
    "a repeated stanza": ("[Verse]\nHello\nWorld\n(x2)", "[Verse]\nHello\nWorld\nHello\nWorld"),
    "singers in parentheses": ("(Male) Hello\n(Female:) Hi\n(Girl) you know", "[Male] Hello\n[Female] Hi\n(Girl) you know"),
    "a direction before a colon": ("Spoken:\nHello\nWhispered: come", "[Spoken]\nHello\n[Whispered] come"),
    "a whole answer": (
        'Absolutely! Here\'s an original song:\n\n---\n\n**"Rain"**\n\n**Verse 1**\nHello\n\n---\n\n'
        "Would you like me to adjust the style or add another verse?",
        "[Verse 1]\nHello",
    ),
    "a wish below an answer": ("Sure! Here is a song for you:\n\nHello\n\nEnjoy!", "Hello"),
    "capo and tempo": ("Capo 2\nTempo: 120\nBy: me\n\n[Verse]\nHello", "[Verse]\nHello"),
    "a sentence for it": ("This is an instrumental track.", "[Instrumental]"),
    "emoji around a name": ("🎵 Verse 1 🎵\nHello\n🎤 Chorus:\nHey", "[Verse 1]\nHello\n[Chorus]\nHey"),
    "times before lines": ("0:12 Hello\n0:15 World", "Hello\nWorld"),
    "times in parentheses": ("(0:12) Hello\n(0:15) World", "Hello\nWorld"),
    "an action inside a line": ("I tried *sighs* to call", "I tried [sighs] to call"),
    "an emphasised word inside a line": ("You play it *softly* for me", "You play it softly for me"),
    "a bold name before the words": ("**Verse 1:** Hello\n**Chorus** (softly)\nHey", "[Verse 1]\nHello\n[Chorus]\n[softly]\nHey"),
    "a repeated section in bold": ("**Chorus** x2\nHey", "[Chorus x2]\nHey"),
    "a repeated section without brackets": ("Chorus (2x)\nHey", "[Chorus x2]\nHey"),
    "names with a subtitle": ("Verse 1 – Dawn\nHello\nChorus – Rise\nHey", "[Verse 1 – Dawn]\nHello\n[Chorus – Rise]\nHey"),
    "numbers for verses": ("1.\nHello\n\nRef.:\nHey\n\n2.\nWorld", "[Verse 1]\nHello\n\n[Ref]\nHey\n\n[Verse 2]\nWorld"),
    "closing marks": ("[Verse]\nHello\n[/Verse]\n[Chorus]\nWorld\n[End of Chorus]", "[Verse]\nHello\n[Chorus]\nWorld"),
    "a list as JSON": ('["Hello", "World"]', "Hello\nWorld"),
    "an object as JSON": ('{"title": "Rain", "lyrics": "[Verse]\\nHello"}', "[Verse]\nHello"),
    "only a word for it": ("Instrumental, no vocals", "[Instrumental]"),
    "invisible characters": ("\ufeff[Verse]\u200b\nHello", "[Verse]\nHello"),
}


@pytest.mark.parametrize("name", CLEANED)
def test_what_is_left_to_sing(name: str) -> None:
    given, sung = CLEANED[name]
    assert clean(given).text == sung
    assert clean(sung).text == sung


KEPT = [
    "We were laughing\n(laughing)",
    "I loved you (twice)",
    "5:15 the train leaves\nand I stay",
    "[Verse]\nThe morning comes\nOver the hill\n[Chorus]\nStay with me\n\n[Solo]\n",
    "Just words\nand more of them\n\nin two stanzas",
    "[Verse 1: Female]\nHello (ooh ooh)\n(hey!) we sing\n(Let me go)\n[softly] now",
    "Killing me softly (softly)",
    "I hit the bridge at night\nThe chorus of the birds\n(bridge over water)",
    "In the end: it does not matter",
    "A B C D E F G\nH I J K L M N O P",
    "Em ơi\nAm I the one",
    "5 * 3 = 15, AC/DC, f***ing <3 & love",
    '"Come here," she said\nand he said "no"',
    "- Bonjour, dit-il\net puis plus rien",
    "This is my song.\n\nI sing it for you",
    "Here is a song: listen\nlet me know that you love me",
    "One, two, three, four\n1, 2, 3, 4",
    "雨が降る（ああ）\n夜が来る",
    "[A]\nHello\n[B]\nWorld",
    "Hook me up\nDrop it low\nBreak my heart",
    "Tonight\nBridge\nof sighs",
]


@pytest.mark.parametrize("text", KEPT)
def test_a_clean_sheet_stays_as_it_is(text: str) -> None:
    assert clean(text).text == text and clean(text).title == ""


TITLED = [
    "Title: Rain\nHello",
    "**Song Title:** “Rain”\n\nHello",
    "# Rain\n\nHello",
    "**Rain**\n\n[Verse]\nHello",
    "Título: Rain\nHola",
    "标题：Rain\n你好",
    "{title: Rain}\nHello",
    "[ti:Rain]\n[00:01.00]Hello",
]


@pytest.mark.parametrize("text", TITLED)
def test_a_title_in_the_sheet_is_found(text: str) -> None:
    sheet = clean(text)
    assert sheet.title == "Rain" and "Rain" not in sheet.text
    assert any("title" in remark for remark in sheet.remarks)


TOLD = [
    (r"a\nb", "backslashes"),
    ("Sure! Here are the lyrics:\n\nHello", "“Sure! Here are the lyrics:”"),
    ("Genre: Pop\nHello", "“Genre: Pop”"),
    ("Verse 1:\nHello", "section marks: “Verse 1:”"),
    ("(softly) Hello", "directions, not sung: “(softly)”"),
    ("[Am]Hello [F]you", "chords were left out: “[Am]”, “[F]”"),
    ("1. Hello\n2. World", "numbers before its lines"),
    ("Hello (x2)", "repeats were written out: “(x2)”"),
    ("[Tumbao]\nHola", "kept, but no section marks or directions that are known: “[Tumbao]”"),
]


@pytest.mark.parametrize(("text", "words"), TOLD)
def test_a_guess_is_told(text: str, words: str) -> None:
    assert any(words in remark for remark in clean(text).remarks)


@pytest.mark.parametrize("text", ["[Verse]\nHello (hey)\n[Guitar Solo]\n[Female] oh", "", "**[Verse]**\nHello"])
def test_what_is_no_guess_is_not_told(text: str) -> None:
    assert clean(text).remarks == ()


@pytest.mark.parametrize(
    "text", ["[Intro]\n[Verse]\n[Outro]", "[Instrumental]", "(instrumental)", "Sin letra", "纯音乐", "Am F C G"]
)
def test_a_sheet_without_words_does_not_sing(text: str) -> None:
    assert not clean(text).sings


@pytest.mark.parametrize("text", ["[Verse]\nla", "(ooh)", "夜", "🎵"])
def test_a_sheet_with_words_sings(text: str) -> None:
    assert clean(text).sings
