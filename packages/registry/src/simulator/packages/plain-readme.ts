import { pick } from '../base/random.ts';
import type { PackageSpec } from '../world/package-spec.ts';
import { addressOf } from './origin.ts';

/** A readme as most packages have one. */
export function plainReadme(spec: PackageSpec): string {
  const install = spec.bin.length > 0 ? `npx ${spec.name}` : `npm install ${spec.name}`;
  return `# ${spec.name}

${spec.description ?? 'A package.'}.

## Install

\`\`\`sh
${install}
\`\`\`

## Usage

\`\`\`js
import { start } from '${spec.name}';

start();
\`\`\`

## License

See [LICENSE](LICENSE).
`;
}

/** A readme with most of what GitHub renders: tables, task lists, alerts, footnotes, relative links, images, HTML. */
export function richReadme(spec: PackageSpec): string {
  const word = pick(['quietly', 'quickly', 'plainly', 'boldly'], spec.name, 'word');
  return `<p align="center">
  <img src="./assets/logo.svg" width="160" alt="${spec.name}">
</p>

[![build](${addressOf(spec)}/actions/workflows/ci.yml/badge.svg)](${addressOf(spec)}/actions)
![size](https://badges.people.example/size/${spec.name}.svg)

# ${spec.name}

> ${spec.description ?? 'A package'}. It works ${word}, and says so.

- [Install](#install)
- [Options](#options)
- [Road map](#road-map)

## Install

\`\`\`sh
npm install ${spec.name}
\`\`\`

\`\`\`ts
import { start, type Options } from '${spec.name}';

const options: Options = { retries: 3, label: \`started at \${new Date().toISOString()}\` };
await start(options); // resolves when it is ready
\`\`\`

## Options

| Option | Type | Default | What it does |
| :--- | :---: | ---: | --- |
| \`retries\` | number | 3 | How often it tries again |
| \`label\` | string | \`''\` | Stands in every message |
| \`signal\` | \`AbortSignal\` | – | Stops it \\| at any time |

> [!NOTE]
> Relative addresses work: [the guide](docs/guide.md), [a heading of it](docs/guide.md#first-steps),
> ![a picture](docs/images/overview.png "Overview").

> [!WARNING]
> Version 1 wrote ~~everything~~ to the console.

## Road map

- [x] Types
- [x] ES modules
- [ ] Streams[^1]

<details>
<summary>Why another one?</summary>

Because **bold**, *emphasis*, \`code\`, <kbd>Ctrl</kbd>+<kbd>C</kbd>, H<sub>2</sub>O and x<sup>2</sup> should render. :tada:

</details>

[^1]: As soon as somebody needs them.

## License

See [LICENSE](LICENSE). © [${spec.maintainers[0] ?? 'nobody'}](https://people.example/${spec.maintainers[0] ?? 'nobody'})
`;
}
