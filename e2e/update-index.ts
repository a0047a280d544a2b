// A process that updates the search index of a folder, one package after the other, as fast as it can. Every other one
// has a readme; every fiftieth time the one before is deleted instead.
//
//   node --conditions=source e2e/update-index.ts <folder> <how many>
import { constants, setPriority } from 'node:os';
import path from 'node:path';
import { applyLearned } from '../packages/registry/src/index-learned/apply-learned.ts';
import { openLearnedFacts } from '../packages/registry/src/index-learned/open-learned-facts.ts';
import { openIndexFolder } from '../packages/registry/src/search/index-folder.ts';
import { toReadmeStems } from '../packages/registry/src/search/readme-stems.ts';
import { packageName } from './made-up-names.ts';

// As `index update` does.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
const [root = '', count = '0'] = process.argv.slice(2);
const folder = openIndexFolder(root);
const learned = openLearnedFacts({ file: path.join(root, 'learned.sqlite'), clock: () => new Date() });
const inUse = () => {
  folder.forget();
  return folder.current();
};
for (let at = 0; at < Number(count); at++) {
  const isGone = at % 50 === 49;
  const name = packageName(isGone ? at - 1 : at);
  const description = `Updated for the ${at}th time`;
  const facts = at % 2 === 1 ? { readmeStems: toReadmeStems(`Grows ${packageName(at * 3)}`) } : {};
  learned.keep([
    isGone ? { kind: 'deleted', name } : { kind: 'known', name, document: { name, description, facts } },
  ]);
  applyLearned({ file: inUse, learned, limit: 100 });
}
learned.close();
