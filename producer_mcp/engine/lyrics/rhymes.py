"""A small rhyming dictionary: words by the sound they end on, each with its part of speech.

`n` is a noun that can follow `the`, `v` a verb in its plain form, `a` an adjective, `r` a word that may end any sentence.
"""

from functools import cache

_FAMILIES = {
    "ight": "night:n light:n sight:n flight:n fight:v bright:a white:a right:a tonight:r write:v height:n moonlight:n",
    "ay": "day:n way:n bay:n grey:a stay:v play:v pray:v today:r away:r sway:v yesterday:r clay:n highway:n spray:n",
    "ain": "rain:n train:n pain:n chain:n lane:n plain:a again:r remain:v windowpane:n explain:v grain:n refrain:n",
    "ame": "name:n flame:n game:n blame:n frame:n same:r tame:a shame:n",
    "air": "air:n stair:n prayer:n square:n there:r everywhere:r bare:a fair:a care:v somewhere:r",
    "ee": "sea:n tree:n key:n free:a see:v me:r",
    "eep": "deep:a sleep:v keep:v weep:v steep:a leap:v creep:v",
    "eel": "wheel:n steel:n real:a feel:v heal:v kneel:v",
    "een": "green:a screen:n queen:n machine:n seen:a clean:a between:r unseen:a",
    "eem": "dream:n stream:n beam:n gleam:v steam:n scream:v",
    "eet": "street:n beat:n heat:n sweet:a meet:v repeat:v complete:a",
    "ire": "fire:n wire:n desire:n higher:r choir:n",
    "ine": "line:n sign:n shine:v wine:n pine:n fine:a sunshine:n",
    "ind": "mind:n find:v behind:r blind:a kind:a unwind:v",
    "ime": "time:n rhyme:n climb:v chime:v prime:n",
    "ide": "tide:n side:n ride:n hide:v wide:a guide:n inside:r outside:r collide:v",
    "ile": "mile:n smile:v while:r aisle:n",
    "ise": "skies:n eyes:n rise:v surprise:n wise:a disguise:n sunrise:n",
    "y": "sky:n fly:v high:a goodbye:r cry:v dry:a reply:n",
    "old": "gold:n cold:a hold:v old:a fold:v bold:a",
    "ome": "home:r foam:n roam:v chrome:n",
    "one": "stone:n alone:r phone:n unknown:n bone:n",
    "oh": "snow:n glow:v know:v slow:a low:a go:v below:r grow:v undertow:n",
    "oad": "road:n code:n",
    "ore": "door:n shore:n floor:n roar:v war:n before:r anymore:r pour:v core:n",
    "ound": "sound:n ground:n round:r found:a around:r drowned:a underground:n",
    "own": "town:n crown:n down:r drown:v brown:a",
    "oon": "moon:n tune:n afternoon:n soon:r noon:n balloon:n",
    "oom": "room:n bloom:v gloom:n perfume:n",
    "oo": "blue:a true:a new:a view:n through:r you:r",
    "ood": "wood:n good:a neighbourhood:n understood:a",
    "uv": "love:n above:r glove:n",
    "un": "sun:n run:v begun:a undone:a",
    "ust": "dust:n trust:v rust:n",
    "and": "hand:n sand:n land:n stand:v understand:v band:n",
    "ar": "star:n far:r guitar:n scar:n bar:n car:n",
    "art": "heart:n start:v apart:r part:n chart:n",
    "ark": "dark:n spark:n park:n mark:n",
    "all": "wall:n fall:v call:v tall:a small:a hall:n waterfall:n",
    "ong": "song:n long:a strong:a wrong:a along:r belong:v",
    "ed": "bed:n thread:n red:a ahead:r instead:r bread:n",
    "ell": "bell:n shell:n well:r farewell:n spell:n",
    "end": "end:n friend:n bend:v mend:v pretend:v",
    "est": "rest:v west:n chest:n best:n nest:n",
    "ing": "wing:n string:n ring:v spring:n sing:v king:n",
    "ill": "hill:n still:a windowsill:n chill:n thrill:n",
    "in": "skin:n begin:v thin:a spin:v violin:n",
    "ance": "dance:v chance:n glance:n romance:n",
    "ace": "place:n face:n space:n grace:n race:n embrace:n",
    "ake": "lake:n wake:v break:v shake:v ache:v mistake:n",
    "ave": "wave:n brave:a grave:n",
    "orm": "storm:n warm:a form:n",
    "urn": "turn:v burn:v learn:v return:v",
    "ower": "hour:n tower:n flower:n power:n shower:n",
    "eat": "seat:n feet:n",
}

COMMON = frozenset(
    """night light sight tonight bright right day way stay away today rain pain again remain explain name same flame game air
    there everywhere care share somewhere me see free sleep keep deep feel real heal
    dream street beat sweet meet repeat fire desire higher line sign shine mine fine mind find behind kind time climb side hide
    wide inside outside decide mile smile while skies eyes rise surprise sky fly
    goodbye high cry by old gold cold hold home alone stone go know slow below grow glow road load door floor before anymore
    sound ground found around down soon afternoon room bloom blue true new through you
    view good understood love above sun run one begun trust dust hand stand understand land star far scar heart start apart part
    dark spark mark wall fall call small song long strong wrong along belong ahead
    instead tell well bell end friend mend pretend rest best sing ring still begin skin chance dance place face space embrace
    wake break shake mistake save brave storm warm turn burn learn return hour power
    feet seat write hold town drown yours own""".split()  # noqa: SIM905
)
"""Words that suit any song; the others are used only in a song that they belong to."""


@cache
def families() -> dict[str, tuple[tuple[str, str], ...]]:
    """Sound -> the words that end on it, each with its part of speech."""
    return {
        sound: tuple((word, part_of_speech) for word, _, part_of_speech in (entry.rpartition(":") for entry in words.split()))
        for sound, words in _FAMILIES.items()
    }
