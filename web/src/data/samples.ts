/** Seven songs to start from, each with something else of the language. Words and tunes are long in the public domain. */

export interface Sample {
  id: string;
  /** What the song shows, in three to six words. */
  note: string;
  content: string;
  /** The beginning of a line for the card, in ChordPro; or rows of a tab or grid. */
  snippet: string;
  kind: "lyrics" | "mono";
}

const amazingGrace = `{title: Amazing Grace}
{subtitle: John Newton, 1779}
{key: G}
{time: 3/4}
{tempo: 84}

{start_of_verse: Verse 1}
A[G]mazing [G7]grace, how [C]sweet the [G]sound
That saved a wretch like [D]me
I [G]once was [G7]lost, but [C]now am [G]found
Was [Em]blind, but [D7]now I [G]see
{end_of_verse}

{start_of_chorus: Refrain}
[C]Praise [G]God, [C]praise [G]God
[Em]Praise God, [D7]praise [G]God
{end_of_chorus}

{start_of_verse: Verse 2}
’Twas [G]grace that [G7]taught my [C]heart to [G]fear
And grace my fears re[D]lieved
How [G]precious [G7]did that [C]grace ap[G]pear
The [Em]hour I [D7]first be[G]lieved
{end_of_verse}

{chorus}

{start_of_verse: Verse 3}
Through [G]many [G7]dangers, [C]toils and [G]snares
I have already [D]come
’Tis [G]grace hath [G7]brought me [C]safe thus [G]far
And [Em]grace will [D7]lead me [G]home
{end_of_verse}

{chorus: Last refrain}
{comment: Slower to the end}
`;

const swingLow = `{title: Swing Low, Sweet Chariot}
{subtitle: Spiritual}
{key: D}
{time: 4/4}
{tempo: 72}

{start_of_chorus}
Swing [D]low, sweet [G]chari[D]ot,
Comin’ for to carry me [A7]home.
Swing [D7]low, sweet [G]chari[D]ot,
Comin’ for to [A7]carry me [D]home.
{end_of_chorus}

{start_of_verse: Verse 1}
I [D]looked over Jordan, and [G]what did I [D]see,
Comin’ for to carry me [A7]home?
A [D]band of angels [G]comin’ after [D]me,
Comin’ for to [A7]carry me [D]home.
{end_of_verse}

{chorus}

{start_of_verse: Verse 2}
If [D]you get there be[G]fore I [D]do,
Comin’ for to carry me [A7]home,
Tell [D]all my friends I’m [G]comin’ [D]too,
Comin’ for to [A7]carry me [D]home.
{end_of_verse}

{chorus}

{start_of_verse: Verse 3}
I’m [D]sometimes up, I’m [G]sometimes [D]down,
Comin’ for to carry me [A7]home,
But [D]still my soul feels [G]heavenly [D]bound,
Comin’ for to [A7]carry me [D]home.
{end_of_verse}

{chorus: Softly}
`;

const risingSun = `{title: House of the Rising Sun}
{subtitle: Traditional}
{key: Am}
{capo: 2}
{time: 6/8}
{tempo: 76}
{duration: 3:10}
{define: E7* base-fret 1 frets 0 2 2 1 3 0}

{start_of_verse: Verse 1}
There [Am]is a [C]house in [D]New Or[F]leans
They [Am]call the [C]Rising [E]Sun [E7*]
And it’s [Am]been the [C]ruin of [D]many a poor [F]boy
And [Am]God, I [E7]know I’m [Am]one
{end_of_verse}

{start_of_verse: Verse 2}
My [Am]mother [C]was a [D]tailor [F]
She [Am]sewed my [C]new blue [E]jeans [E7*]
My [Am]father [C]was a [D]gamblin’ [F]man
[Am]Down in [E7]New Or[Am]leans
{end_of_verse}

{start_of_verse: Verse 3}
Oh [Am]mother, [C]tell your [D]children [F]
Not to [Am]do what [C]I have [E]done [E7*]
[Am]Spend your [C]lives in [D]sin and mise[F]ry
In the [Am]House of the [E7]Rising [Am]Sun
{end_of_verse}

{comment: End on Am, let it ring}
`;

const scarboroughFair = `{title: Scarborough Fair}
{subtitle: Traditional}
{key: Em}
{time: 3/4}
{tempo: 100}

{start_of_tab: Picking}
e|-----0-----|-----0-----|
B|---0---0---|---3---3---|
G|-0-------0-|-2-------2-|
D|-----------|-----------|
A|-----------|-0---------|
E|-0---------|-----------|
{end_of_tab}

{start_of_verse: Verse 1}
[*gently]Are you [Em]going to [D]Scarborough [Em]Fair?
[G]Parsley, [Em]sage, rose[G]mary [A]and [Em]thyme
Re[Em]member me to [G]one who [D]lives there
[Em]She once [D]was a [D]true love of [Em]mine
{end_of_verse}

{start_of_verse: Verse 2}
[Em]Tell her to [D]make me a [Em]cambric shirt
[G]Parsley, [Em]sage, rose[G]mary [A]and [Em]thyme
With[Em]out any [G]seam or [D]needlework
[Em]Then she’ll [D]be a [D]true love of [Em]mine
{end_of_verse}

{start_of_verse: Verse 3}
[Em]Tell her to [D]wash it in [Em]yonder dry well
[G]Parsley, [Em]sage, rose[G]mary [A]and [Em]thyme
Where [Em]never spring [G]water nor [D]rain ever fell
[Em]Then she’ll [D]be a [D]true love of [Em]mine
{end_of_verse}
`;

const bluesGrid = `{title: Twelve Bars for Nobody}
{subtitle: A blues of ours}
{key: E}
{time: 4/4}
{tempo: 92}

{start_of_grid: label="Intro" shape="4x4"}
|: E7 . . . | A7 . . . | E7 . . . | %  . . . |
|  A7 . . . | %  . . . | E7 . . . | %  . . . |
|  B7 . . . | A7 . . . | E7 . . . | B7 . . . :|
{end_of_grid}

{start_of_verse: Verse 1}
[E7]Nobody told me, [A7]nobody told me [E7]so
[A7]Nobody told me which way the [E7]blues would go
[B7]Seven for the turning, [A7]and the last one [E7]slow [B7]
{end_of_verse}

{start_of_verse: Verse 2}
[E7]Nobody’s waiting, [A7]nobody’s at the [E7]door
[A7]Nobody’s waiting, but I’m [E7]playing one time more
[B7]Four for the walking, [A7]and we’re home on [E7]four [E9]
{end_of_verse}
`;

const kalinka = `{title: Калинка}
{subtitle: Иван Ларионов, 1860}
{key: Am}
{time: 2/4}
{tempo: 96}

{start_of_chorus: Припев}
Ка[E7]линка, калинка, ка[Am]линка моя!
В са[E7]ду ягода малинка, ма[Am]линка моя!
{end_of_chorus}

{start_of_verse: Куплет 1}
[C]Ах, под сос[F]ною, под зе[C]леною,
Спать поло[G]жите вы ме[C]ня!
[C]Ай-люли, [F]люли, ай-[C]люли,
Спать поло[G]жите вы ме[C]ня! [E7]
{end_of_verse}

{chorus}

{start_of_verse: Куплет 2}
[C]Ах, сосё[F]нушка ты зе[C]лёная,
Не шу[G]ми же надо [C]мной!
[C]Ай-люли, [F]люли, ай-[C]люли,
Не шу[G]ми же надо [C]мной! [E7]
{end_of_verse}

{chorus}
`;

const hebrew = `{title: הנה מה טוב}
{subtitle: תהילים קל״ג}
{key: Em}
{time: 4/4}
{tempo: 100}

{start_of_chorus: פזמון}
[Em]הִנֵּה מַה טּוֹב [Am]וּמַה נָּעִים
[D]שֶׁבֶת [Bm]אַחִים גַּם [Em]יָחַד
{end_of_chorus}

{start_of_verse: בית א}
[Em]כַּשֶּׁמֶן הַטּוֹב [Am]עַל הָרֹאשׁ
[D]יֹרֵד עַל [Bm]הַזָּקָן, זְקַן [Em]אַהֲרֹן
{end_of_verse}

{chorus}

{start_of_verse: בית ב}
[Em]כְּטַל חֶרְמוֹן [Am]שֶׁיֹּרֵד
[D]עַל [Bm]הַרְרֵי [Em]צִיּוֹן
{end_of_verse}

{chorus}
`;

export const samples: readonly Sample[] = [
  {
    id: "amazing-grace", note: "Verses, refrain, key", content: amazingGrace, kind: "lyrics",
    snippet: "A[G]mazing [G7]grace, how [C]sweet",
  },
  {
    id: "swing-low", note: "A chorus that comes back", content: swingLow, kind: "lyrics",
    snippet: "Swing [D]low, sweet [G]chari[D]ot",
  },
  {
    id: "rising-sun", note: "Capo, a chord shape of its own", content: risingSun, kind: "lyrics",
    snippet: "There [Am]is a [C]house in [D]New",
  },
  {
    id: "scarborough-fair", note: "A tab above the words", content: scarboroughFair, kind: "mono",
    snippet: "e|-----0-----|-----0---\nB|---0---0---|---3---3-",
  },
  {
    id: "blues-grid", note: "A grid for the band", content: bluesGrid, kind: "mono",
    snippet: "|: E7 . . . | A7 . . . |\n|  A7 . . . | %  . . . |",
  },
  {
    id: "kalinka", note: "Any alphabet", content: kalinka, kind: "lyrics",
    snippet: "Ка[E7]линка, калинка",
  },
  {
    id: "hebrew", note: "Right to left", content: hebrew, kind: "lyrics",
    snippet: "[Em]הנה מה טוב [Am]ומה נעים",
  },
];
