import { createSeededRandom, type IndexDocument } from '@shipstats/registry/relevance';

/** Words of which names of packages are made, beside the made-up ones. */
const COMMON =
  'react vue node js ts cli api core utils plugin babel webpack eslint config http server client parser stream json csv string array map async promise cache redis sql mongo auth jwt token logger test mock ui button table form input date time color image file fs path glob watch build bundle loader css sass style theme icon svg chart graph math random hash crypto uuid url query fetch request router state store redux hook component native mobile web socket event emitter queue task job worker proxy ssl dns mail sms push pay stripe aws gcp azure docker kube helm deploy ci git github changelog version semver npm package tool kit helper wrapper adapter bridge sdk lib data model schema validate type check lint format print pretty diff merge deep clone copy freeze'.split(
    ' ',
  );
const SYLLABLES = 'ba co da fi ga hu jo ka li mo na pe qu ra so ti ur vo wi xa yo za ler nix tro'.split(' ');
const SCOPES = 4_000;

/**
 * Packages that could be there: one to four words, a third behind a scope, hardly downloaded, as nearly all of npm is.
 * Few names come twice.
 */
export function* makeNames(count: number, seed = 7): Generator<IndexDocument> {
  const random = createSeededRandom(seed);
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T; // within the list
  const invent = () => Array.from({ length: 2 + Math.floor(random() * 3) }, () => pick(SYLLABLES)).join('');
  const scopes = Array.from({ length: SCOPES }, invent);
  for (let made = 0; made < count; made++) {
    // The square makes few words common and most rare.
    const word = () =>
      random() < 0.6 ? COMMON[Math.floor(random() ** 2 * COMMON.length)] : `${invent()}${made % 97}`;
    const words = Array.from({ length: 1 + Math.floor(random() * 4) }, word);
    if (words.length === 1) words.push(invent());
    const name = words.join(random() < 0.9 ? '-' : '.');
    yield {
      name: random() < 0.33 ? `@${pick(scopes)}/${name}` : name,
      downloads: Math.floor(2 ** (random() ** 2 * 13)),
    };
  }
}
