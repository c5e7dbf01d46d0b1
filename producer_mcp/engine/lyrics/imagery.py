"""Imagery: the words that belong to a subject, such as the sea, from which the lines of a song are filled."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Imagery:
    """The words of one subject. The names of the fields are those of the slots in `templates`."""

    calls: tuple[str, ...]
    """Words of an idea that call up this subject."""
    one: tuple[str, ...]
    """Things, in the singular: `lantern`."""
    many: tuple[str, ...]
    """Things, in the plural: `waves`."""
    where: tuple[str, ...]
    """Places: `by the harbour wall`."""
    does: tuple[str, ...]
    """What a thing is doing: `rolling in`."""
    feels: tuple[str, ...]
    """What things are like: `restless`."""
    ends: tuple[str, ...] = ()
    """Words of the rhyming dictionary that belong to the subject."""


def _imagery(calls: str, one: str, many: str, where: str, does: str, feels: str, ends: str) -> Imagery:
    """Imagery from words separated by commas; `ends` are separated by blanks."""

    def row(words: str) -> tuple[str, ...]:
        return tuple(word.strip() for word in words.split(","))

    return Imagery(
        calls=row(calls),
        one=row(one),
        many=row(many),
        where=row(where),
        does=row(does),
        feels=row(feels),
        ends=tuple(ends.split()),
    )


SUBJECTS: dict[str, Imagery] = {
    "sea": _imagery(
        "sea,ocean,lighthouse,harbour,harbor,sail,sailor,ship,boat,wave,waves,beach,island,shore,tide,fish,whale,pirate,"
        "swim,coast,water",
        "lantern,anchor,sail,tide,harbour,compass,gull,lighthouse", "waves,gulls,masts,sails,shells,ropes",
        "by the harbour wall,out beyond the bay,underneath the pier,where the water turns,along the shore",
        "rolling in,drifting out,breaking on the rocks,pulling at the sand,coming home", "salt,deep,wild,restless,silver",
        "sea bay spray tide shore wave foam sand moon shell sunrise undertow star storm deep blue stone",
    ),
    "night": _imagery(
        "night,midnight,moon,star,stars,dark,insomnia,sleepless,evening,dusk,twilight,nocturnal,late,sleep,shadow,shadows",
        "moon,candle,shadow,curtain,window,lamp", "stars,shadows,street lamps,curtains,dreams",
        "in the quiet hours,underneath the moon,on the edge of sleep,by the open window,in the dark",
        "burning low,turning slow,keeping watch,falling through the dark,waiting up",
        "quiet,velvet,hollow,tender,sleepless",
        "moon moonlight star bed dream dark night room chime windowsill",
    ),
    "city": _imagery(
        "city,town,street,streets,neon,urban,traffic,subway,metro,skyline,apartment,downtown,taxi,tokyo,paris,london,"
        "berlin,york,club,office,work,job,monday",
        "skyline,taxi,doorway,billboard,station,rooftop", "headlights,sirens,windows,strangers,towers,neon signs",
        "on the corner of the street,underneath the neon,in the back seat of a cab,on the last train,twenty floors above",
        "rushing by,flickering blue,humming all night,running late,lighting up the rain", "restless,electric,crowded,golden,loud",
        "street train screen machine steel concrete underground town bar phone wire tower car queen neighbourhood wall "
        "chrome doors",
    ),
    "road": _imagery(
        "road,drive,driving,car,highway,travel,travelling,journey,train,leaving,leave,truck,motorcycle,trip,wander,"
        "wanderer,run,running,escape,suitcase,airport,miles,walk",
        "highway,engine,suitcase,mirror,motel,radio", "tyres,miles,white lines,signposts,borders,maps",
        "on the open road,past the county line,at the last motel,behind the wheel,in the rear view mirror",
        "rolling on,fading out behind,pulling me away,going nowhere fast,counting down the miles",
        "endless,dusty,open,lonely,fast",
        "highway train wheel lane mile road bend car west sign land dust rust stone refrain",
    ),
    "rain": _imagery(
        "rain,rainy,storm,thunder,cloud,clouds,umbrella,weather,monsoon,lightning,puddle,flood,wind",
        "storm,umbrella,gutter,thunder,cloud,puddle", "raindrops,clouds,rooftops,puddles,wet leaves",
        "underneath the awning,on the windowpane,out in the pouring rain,in the eye of the storm,on a rooftop made of tin",
        "coming down,washing it away,drumming on the glass,rolling through,soaking to the bone",
        "grey,heavy,silver,cold,gentle",
        "grey storm windowpane rain shower dry drowned steam waterfall flower",
    ),
    "love": _imagery(
        "love,lover,lovers,kiss,romance,valentine,darling,sweetheart,wedding,marry,crush,girlfriend,boyfriend,wife,"
        "husband,heart,relationship,together,date,proposal,couple",
        "heartbeat,letter,promise,kiss,ring,photograph", "hands,letters,promises,butterflies,heartbeats,roses",
        "in your arms,on your doorstep,close to you,in the middle of the room,between the lines",
        "beating faster,holding on,falling into place,learning how to stay,shaking in my hands",
        "tender,reckless,certain,golden,warm",
        "ring flower wine beat perfume romance glove tune glance name spell",
    ),
    "heartbreak": _imagery(
        "heartbreak,breakup,break-up,broken,goodbye,ex,divorce,betrayal,tears,cry,crying,lost,loss,missing,miss,gone,sad,"
        "sadness,lonely,loneliness,alone,grief,regret,funeral,died,death,mourning,depression",
        "ghost,letter,coat,bottle,doorway,telephone", "photographs,echoes,boxes,tears,empty chairs,words unsaid",
        "on your side of the bed,in an empty house,at the bottom of the stairs,by the phone,where you used to be",
        "falling apart,fading away,gathering dust,ringing out,closing like a door",
        "hollow,bitter,silent,heavy,colder",
        "phone bed farewell scar thread bone gloom shame grey bare stair name goodbye end windowpane",
    ),
    "home": _imagery(
        "home,house,family,mother,father,mom,dad,mum,childhood,grandmother,grandfather,grandma,grandpa,kitchen,village,"
        "hometown,child,children,son,daughter,brother,sister,baby,memory,memories,nostalgia,old,garden",
        "kitchen,garden,porch,swing,clock,photograph", "apple trees,old songs,wooden stairs,voices,curtains,stories",
        "on the front porch steps,in my mother's kitchen,at the garden gate,by the fireside,underneath the apple tree",
        "calling me back,humming low,growing tall,leaving on the light,setting the table",
        "gentle,faded,wooden,warm,familiar",
        "windowsill tree hill stair prayer bread town tune fire frame flower wood floor seat wall bell key",
    ),
    "summer": _imagery(
        "summer,sun,sunshine,sunny,july,june,august,holiday,vacation,party,festival,ice cream,pool,barbecue,surf,surfing,"
        "tan,happy,happiness,joy,smile,dance,dancing,friday,weekend,celebrate,celebration,birthday",
        "radio,rooftop,bonfire,melody,bicycle,sunburn", "fireflies,sandals,peaches,bare feet,sunbeams,balloons",
        "on the dance floor,in the long grass,by the swimming pool,underneath the sun,down at the fair",
        "spinning round,shining through,turning up the sound,laughing out loud,kicking up the dust",
        "golden,easy,barefoot,bright,careless",
        "sunshine dance balloon wine noon guitar tune sand band green ride spin afternoon heat",
    ),
    "winter": _imagery(
        "winter,snow,cold,ice,frost,christmas,december,january,snowflake,snowman,ski,northern,arctic,fireplace,new year",
        "snowfall,chimney,blanket,sleigh bell,frost,candle", "snowflakes,icicles,footprints,pine trees,frozen lakes",
        "by the fire,on the frozen lake,under winter skies,at the turning of the year,in the falling snow",
        "drifting down,covering the ground,freezing over,glowing in the hearth,melting slow", "frozen,silver,quiet,pale,still",
        "snow white chill pine bell choir cold fire lake bare hill wool",
    ),
    "space": _imagery(
        "space,planet,mars,rocket,astronaut,galaxy,universe,alien,satellite,orbit,cosmic,moonlanding,comet,robot,future,"
        "computer,machine,technology,android,internet,ai,digital,science",
        "rocket,satellite,signal,comet,planet,machine", "galaxies,circuits,satellites,signals,constellations,wires",
        "light years from here,on the far side of the moon,in zero gravity,at the edge of space,inside the machine",
        "spinning out,counting down,burning up,sending out a sign,breaking orbit",
        "weightless,silver,distant,infinite,electric",
        "space star moon beam machine wire code unknown flight core signal screen height sign orbit",
    ),
    "fire": _imagery(
        "fire,flame,burn,burning,anger,angry,rage,fight,war,battle,warrior,revolution,rebel,rebellion,riot,revenge,enemy,"
        "soldier,fighter,strong,strength,power,champion,win,victory,hero,boxing,sport,football",
        "banner,hammer,fuse,bonfire,drum,trumpet", "embers,sparks,matches,broken chains,drums,footsteps",
        "on the front line,in the heat of the fight,at the city gates,in the eye of the flame,with my back to the wall",
        "burning bright,rising up,marching on,tearing down the walls,sounding the alarm", "fearless,burning,loud,iron,wild",
        "war spark flame steel wall king tower roar fight fire burn scar bold power bone",
    ),
    "nature": _imagery(
        "forest,tree,trees,river,mountain,mountains,flower,flowers,bird,birds,field,fields,meadow,spring,leaf,leaves,"
        "autumn,fall,earth,nature,wolf,bear,fox,deer,horse,butterfly,bee,farm,desert,valley,wild,dog,cat,puppy,kitten,"
        "animal,rabbit,pet",
        "river,willow,sparrow,meadow,mountain,path", "branches,wild birds,leaves,rivers,pine cones,stones",
        "down by the riverside,in the tall grass,where the willows grow,on the mountain trail,at the forest's edge",
        "bending in the wind,running to the sea,turning green,singing in the trees,taking root",
        "wild,green,gentle,ancient,tall",
        "tree wood hill green wing lake nest spring flower pine stream waterfall wild stone clay tall",
    ),
    "hope": _imagery(
        "hope,dream,dreams,faith,believe,freedom,free,future,tomorrow,wish,courage,brave,heal,healing,recovery,rise,"
        "begin,beginning,start,change,new,peace,god,heaven,angel,prayer,soul,spirit,grace,graduation,life,grow,growing",
        "horizon,bridge,feather,sunrise,candle,seed", "wings,bridges,mountains,open doors,prayers,second chances",
        "on the other side,at the break of day,higher than before,past the breaking point,over the horizon",
        "opening up,reaching for the light,lifting off the ground,breaking through,finding a way",
        "stronger,fearless,open,bright,new",
        "wing sunrise prayer grace height spring flight bold key tower higher",
    ),
    "music": _imagery(
        "music,song,guitar,piano,band,singer,radio,record,vinyl,melody,drum,concert,stage,studio,dj,jazz,blues,rhythm,"
        "microphone,violin,sing,singing",
        "record,melody,needle,chorus,guitar,microphone", "strings,speakers,chords,old records,drummers,encores",
        "on the radio,in the second row,between the beats,under stage lights,in the key of blue",
        "playing our song,humming along,skipping a beat,turning it up,fading to the end", "tuneful,low,electric,worn,sweet",
        "string violin guitar tune choir rhyme refrain band bar song sing rhythm beat",
    ),
    "time": _imagery(
        "time,clock,age,aging,years,yesterday,past,history,forever,waiting,wait,hour,minute,calendar,birthday,remember,"
        "forget,moment,now,routine,coffee,morning,breakfast,sunday,tea,food,pizza,cooking,money,rich",
        "clock,coffee cup,calendar,hourglass,newspaper,window", "minutes,seasons,coffee spoons,yesterdays,pages,wrinkles",
        "in the early hours,on a Sunday morning,at the kitchen table,when the clock strikes nine,by the window seat",
        "ticking slow,slipping through my hands,standing still,running out,pouring one more cup",
        "slow,borrowed,early,gentle,precious",
        "chime noon clay grain yesterday hour spoon wine lane seat newspaper round thread",
    ),
}  # fmt: skip
"""Subject -> its imagery."""
