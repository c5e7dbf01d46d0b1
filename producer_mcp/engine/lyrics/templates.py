"""Templates of lines, by the part of speech of the rhyme they end on (see `rhymes`).

`{R}` is the rhyme, `{idea}` what the song is about, `{call}` the same without article; `{one}`, `{many}`, `{where}`, `{does}` and
`{feels}` are filled from its imagery.
"""

VERSE: dict[str, tuple[str, ...]] = {
    "n": (
        "I left a {one} beside the {R}", "There's a {one} hanging over the {R}", "The {many} are {does} by the {R}",
        "You wrote my name upon the {R}", "We followed the {many} into the {R}",
        "A {feels} {one}, the {feels} {R}", "We hid the {many} under the {R}", "Somebody whispers your name to the {R}",
        "I keep a {one} to remember the {R}", "The {one} still remembers the {R}",
        "All of the {many} belong to the {R}", "With nothing but {many} and the {R}", "A {feels} {one} is watching the {R}",
        "Every {one} leads back to the {R}", "You were the {one} and I was the {R}",
        "I gave you the {many}, you gave me the {R}", "I carried a {one} home through the {R}",
        "I heard {idea} calling the {R}", "They say {idea} was made for the {R}", "Somewhere {where} I lost the {R}",
        "Two {feels} hands hold on to the {R}", "I still remember the {one} and the {R}", "I think of you, {idea} and the {R}",
        "{where}, the {one} and the {R}", "I saw {idea} there by the {R}",
        "You talked of {idea} and of the {R}", "I'm waiting {where} for the {R}",
    ),
    "v": (
        "I never meant to make you {R}", "The {many} taught me how to {R}", "Even the {one} has learned to {R}",
        "There is a {one} that wants to {R}", "{where}, I watched the {many} {R}",
        "If I am {feels}, let me {R}", "And every {one} begins to {R}", "The {one} would never let me {R}",
        "You said that {many} never {R}", "I saw {idea} stop and {R}", "There were {many} I could not {R}",
        "I asked {idea} not to {R}", "I don't know how, but I will {R}", "Nobody showed me how to {R}",
        "You told me once that you would {R}", "And all of the {many} seem to {R}", "It takes {idea} to make me {R}",
        "Because of {idea} I still {R}", "You don't need {many} to {R}",
    ),
    "a": (
        "The {one} is {feels}, the morning is {R}", "And all of the {many} are {R}", "{where}, the {one} is {R}",
        "The {many} were {feels}, the evening was {R}", "I found {idea} when the world was {R}",
        "Your voice is {feels}, your hands are {R}", "There is a {one}, {feels} and {R}", "Nothing I know is quite so {R}",
        "Don't tell the {many} that I am {R}", "I woke to a {one}, silent and {R}",
        "They told me {idea} was {R}", "I only know that the {one} was {R}", "With you {idea} is {R}",
    ),
    "r": (
        "The {one} is {does}, and I'm here {R}", "I hear the {many} calling {R}", "{where}, I look for you {R}",
        "The {many} are turning {R}", "I carried the {one} {R}", "They sing of {idea} {R}",
        "A {feels} {one} follows me {R}", "And nobody asks for the {one} {R}", "Maybe the {many} will find me {R}",
        "I keep the {one} close {R}", "You and the {many} are {does} {R}",
        "I think of {idea} {R}", "I dream about {idea} {R}", "And I never knew it {R}", "We were {feels} and {feels} {R}",
        "I followed {idea} {R}",
    ),
}  # fmt: skip

CHORUS: dict[str, tuple[str, ...]] = {
    "n": (
        "Take me back to the {R}", "Oh, be my {one}, be my {R}", "I'll meet you there by the {R}",
        "We are the {many}, we are the {R}", "Give me the {one}, give me the {R}",
        "Nothing between us but the {R}", "Hold me up to the {R}", "All that I want is the {R}", "Leave it all to the {R}",
    ),
    "v": (
        "Don't you ever let me {R}", "Tell me when it's time to {R}", "As long as the {many} {R}", "I only wanted to {R}",
        "Show me, show me how to {R}", "Let it {R}, let it {R}",
        "We were always going to {R}", "I will be there when you {R}",
    ),
    "a": (
        "Nothing was ever so {R}", "Tell me the {many} are {R}", "You make the {one} feel {R}", "Stay with me, {feels} and {R}",
        "I want it {feels}, I want it {R}", "Even the {one} is {R}",
    ),
    "r": (
        "Carry me, carry me {R}", "I'll be waiting for you {R}", "Sing it out and sing it {R}", "The {many} will find us {R}",
        "Hold on, hold on to me {R}", "And I would do it all {R}",
        "Nobody loves me {R}", "Run with the {many} {R}",
    ),
}  # fmt: skip

HOOKS = (
    "{Call}, {call}", "Oh, {call}", "{Idea}, {feels} and {feels}", "This is for {idea}", "Sing me {idea}", "Hey, hey, {call}",
    "Give me {idea}", "Still I see {idea}", "Only {idea}", "Here comes {idea}",
    "Nobody knows {idea}", "We belong to {idea}",
)  # fmt: skip

BRIDGE: dict[str, tuple[str, ...]] = {
    "n": (
        "And if the {many} fall, I'll be the {R}",
        "There's more to {idea} than the {R}",
        "One {feels} minute outside of the {R}",
        "Wait for the {one}, wait for the {R}",
    ),
    "v": (
        "If you can {R}, then I can {R}",
        "What if {idea} could {R}",
        "Maybe the {one} was right to {R}",
        "We only break so we can {R}",
    ),
    "a": (
        "And when it's over, {feels} and {R}",
        "What if the {one} is {R}",
        "I am {feels}, I am {R}",
        "The truth about {idea} is {R}",
    ),
    "r": (
        "{where}, I'll find you {R}",
        "Turn the {one} over, turn it {R}",
        "Breathe in slowly, breathe it {R}",
        "Say that {idea} is {R}",
    ),
}

TITLES = (
    "{Call}",
    "{Call} and the {Rhyme}",
    "The {One} and the {Call}",
    "{Feels} {Call}",
    "Where the {Many} Go",
    "{Call}, {Where}",
    "Song for {Idea}",
    "The Last {One}",
)
