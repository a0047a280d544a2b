// Imported first by every script. Node reads all imports before it runs any, so this and `setup.mjs` keep
// to syntax that Node 14 can read: an old Node then meets this message instead of a syntax error.
const major = Number(process.versions.node.split('.')[0]);

if (major < 20) {
  console.error(
    `Node ${process.versions.node} is too old: these scripts need Node 20 or newer.\n` +
      'Install a current one from https://nodejs.org (or with nvm, fnm or volta) and try again.\n' +
      'The Node 24 that Shipstats itself runs on then comes with the dependencies.',
  );
  process.exit(1);
}
