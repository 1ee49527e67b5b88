type Words = readonly [string, ...string[]];

const list = (text: string): Words => text.trim().split(/\s*,\s*/) as unknown as Words;

export const adjectives: Words = list(`
  Quiet, Crooked, Silver, Hollow, Borrowed, Late, Distant, Burning, Gentle, Reluctant, Forgotten, Paper, Electric, Wild,
  Winter, Patient, Invisible, Restless, Golden, Narrow, Broken, Drowned, Little, Foreign, Honest, Velvet, Wandering,
  Unlikely, Salted, Northern, Empty, Secret, Backward, Crimson, Faithful, Hungry, Idle, Lunar, Marble, Naïve, Offbeat,
  Pale, Rusted, Second, Tangled, Unsent, Vanishing, Weightless, Fading, Amber, Brave, Copper, Dusty, Endless, Frozen,
  Glass, Hidden, Iron, Jagged, Kind, Loud, Misty, Nameless, Open, Perfect, Quick, Rainy, Stolen, Thin, Upside-Down`);

export const nouns: Words = list(`
  Harbour, Orchard, Letter, Station, Winter, Garden, Clock, Lighthouse, Tailor, Bridge, Echo, Ferry, Mirror, Carpenter,
  Signal, Compass, Kitchen, Stranger, Archive, Balcony, Cartographer, Daughter, Engine, Forester, Guest, Horizon, Island,
  Juggler, Kingdom, Lantern, Meadow, Neighbour, Oath, Pilot, Quarry, River, Sailor, Tide, Umbrella, Valley, Witness,
  Yard, Zephyr, Apprentice, Beekeeper, Choir, Detour, Expedition, Fiancée, Glacier, Heist, Inventor, Jukebox, Key, Ladder,
  Melody, Notebook, Observatory, Postcard, Quartet, Refuge, Shadow, Telegraph, Uncle, Violin, Weaver, Window, Alibi,
  Bakery, Caravan, Dune, Elevator, Fox, Gambit, Hotel, Interval, Journey, Kite, Library, Moth, Needle, Owl, Parade,
  Question, Ransom, Summer, Theatre, Undertow, Voyage, Whistle, Café, Déjà Vu, Smörgåsbord, Façade`);

export const places: Words = list(`
  Ålesund, Lisbon, Kraków, Valparaíso, Tallinn, Marseille, Oaxaca, Porto, Reykjavík, São Tomé, Trieste, Utrecht, Varna,
  Würzburg, Aberdeen, Bruges, Coimbra, Dubrovnik, Esbjerg, Fribourg, Galway, Hobart, Izmir, Kyoto, Łódź, Montréal, Naples,
  Odense, Palermo, Quito, Riga, Samarkand, Tromsø, Uppsala, Venice, Whitby, Zürich, Åbo, Málaga, Besançon`);

export const firstNames: Words = list(`
  Aino, Bastien, Carmen, Dmitri, Esmé, Farid, Greta, Hugo, Inés, Jorge, Kamala, Liam, Mireille, Nadia, Oskar, Priya,
  Quentin, Rosa, Søren, Tomás, Ursula, Viktor, Wanda, Ximena, Yusuf, Zoë, Anders, Beatriz, Chidi, Dolores, Emil, Fatima,
  Goran, Hana, Ivo, Jasmine, Kenji, Lotte, Mateus, Noor, Olena, Pavel, Ruth, Sanjay, Thandiwe, Umberto, Vera, Wei, Yara,
  Zuzana, Agnès, Bruno, Clara, Daniel, Elif, François, Gwen, Henrik, Ida, Jonas`);

export const lastNames: Words = list(`
  Abernathy, Bergström, Castellanos, Dvořák, Eriksen, Fitzgerald, García, Haddad, Ivanova, Jansen, Kowalski, Lindqvist,
  Müller, Nakamura, O'Connell, Petrović, Quispe, Rahman, Santos, Tanaka, Uchida, Vasquez, Weber, Xu, Yilmaz, Zamora,
  Andersson, Brandt, Chaudhry, D'Angelo, Echeverría, Fournier, Grønn, Holloway, Ishikawa, Jovanović, Kaplan, Lefèvre,
  Mbeki, Novák, Okafor, Pham, Rossi, Schäfer, Thorne, Ueda, Varga, Whitlock, Yamada, Zieliński, Almeida, Boateng, Cohen,
  Delacroix, Estévez, Fontaine, Gallagher, Hoffmann, Iqbal, Jung`);

export const genres: Words = list(`
  Action, Adventure, Animation, Comedy, Crime, Documentary, Drama, Family, Fantasy, History, Horror, Music, Mystery,
  Romance, Science Fiction, Thriller, War, Western`);

export const studios: Words = list(`
  Paper Boat Pictures, Nine Lanterns, Gull & Anchor, Tall Grass Films, Café Noir Productions, Second Moon, Ostrich House,
  Blue Kettle, Norrsken Film, Windmill Studios, Old Harbour, Tin Whistle, Quiet Mountain, Left Bank Nord, Red Umbrella,
  Salt & Sons, Estrela Filmes, Long Pier Television, Copper Hat, Sundial`);

export const movieRatings: Words = ['G', 'PG', 'PG-13', 'R', 'NC-17', 'Not Rated'];
export const showRatings: Words = ['TV-Y7', 'TV-G', 'TV-PG', 'TV-14', 'TV-MA'];

export const languages: Words = ['eng', 'fra', 'deu', 'spa', 'ita', 'jpn', 'por', 'swe', 'pol', 'kor'];
