"""Words that say nothing we would have to own up to not understanding."""

FILLER = frozenset(
    """
    a accompaniment an and any are as at background backing based be beautiful begin begins between bpm bridge but by can
    character chorus classic clean clear clip contemporary cool create crisp day deep do driven elements end ending energy
    evening ever fairly fat feat featuring feel feeling feels for from full get give good great has have heavy high hook i in
    influenced influences inspired into intro is it its key kind lead led like little live long lots low make makes me melody
    mix modern mood moods more morning most much music musical my new nice night not of off on one or other our outro over
    part parts piece please plus polished produced production punchy quality raw really recorded rhythm section sections
    session short should simple slightly small smooth so some something song sort sound sounding sounds start starts studio
    style styled subtle summer super sweeping tempo than that the their them theme themed then there these thick thin this
    tight time to tone touch track tune two up us use using verse very vibe vibes want was way well where which while will
    winter with without would you your
    """.split()  # noqa: SIM905
)
