/** The readme of the demonstration's package, which shows what a readme can have. */
export const flagshipReadme = `<div align="center">
  <a href="https://github.com/mara/tidewire">
    <img src="assets/tidewire.svg" width="220" height="80" alt="tidewire">
  </a>
  <p><b>Typed pub/sub over any wire.</b></p>
</div>

[![ci](https://github.com/mara/tidewire/actions/workflows/ci.yml/badge.svg)](https://github.com/mara/tidewire/actions/workflows/ci.yml)
[![coverage](https://badges.people.example/coverage/tidewire.svg)](coverage/README.md)

One channel, three wires: **WebSocket** where there is one, **SSE** where there is none, plain **HTTP** where there is
nothing else. Types travel from the server to the browser without a build step.

- [Quick start](#quick-start)
- [Channels](#channels)
  - [Backpressure](#backpressure)
- [Wires compared](#wires-compared)
- [Upgrade to 5](#upgrade-to-5)
- [FAQ](#faq)

## Quick start

\`\`\`sh
npm create tidewire@latest
\`\`\`

\`\`\`ts
import { channel, serve } from 'tidewire';
import { z } from 'zod';

const prices = channel('prices', z.object({ symbol: z.string(), cents: z.number().int() }));

serve({ port: 8080, channels: [prices] });

setInterval(() => prices.publish({ symbol: 'TIDE', cents: 1_204 }), 1_000);
\`\`\`

In the browser:

\`\`\`js
import { subscribe } from 'tidewire/client';

for await (const { symbol, cents } of subscribe('prices')) {
  document.title = \`\${symbol} \${(cents / 100).toFixed(2)}\`;
}
\`\`\`

> [!TIP]
> Start with one channel. Most programs never need a second.

## Channels

A channel has a name, a schema and a memory. What does not fit the schema is never sent[^schema].

| Option | Type | Default | |
| :--- | :--- | ---: | :--- |
| \`memory\` | \`number\` | \`0\` | Messages that a late subscriber still gets |
| \`pace\` | \`'every' \\| 'latest'\` | \`'every'\` | What a slow subscriber gets |
| \`signal\` | \`AbortSignal\` | | Ends the channel |

### Backpressure

A subscriber that reads slower than you publish is told so, by the number of messages that it missed:

\`\`\`diff
- for await (const message of subscribe('prices')) { … }
+ for await (const { message, missed } of subscribe('prices', { pace: 'latest' })) { … }
\`\`\`

> [!WARNING]
> With \`memory\` above 10,000 the server keeps every message of the last minutes. Measure first.

### Backpressure

The same heading twice gives two anchors.

## Wires compared

| | WebSocket | SSE | HTTP |
|---|:-:|:-:|:-:|
| Both directions | ✅ | ❌ | ✅ |
| Through old proxies | ❌ | ✅ | ✅ |
| Latency | 1 ms | 4 ms | 250 ms |

![Messages a second](docs/images/throughput.png)

<picture>
  <source media="(prefers-color-scheme: dark)" srcset="docs/images/wires-dark.svg">
  <img src="docs/images/wires.svg" alt="How the wires differ">
</picture>

## Upgrade to 5

- [x] Node 18.17 or newer
- [x] \`connect()\` became \`subscribe()\`
- [ ] The old names, until version 6: see [MIGRATING.md](MIGRATING.md#from-4-to-5) and the [examples](./examples)

> [!IMPORTANT]
> Versions before 3.2.4 let a subscriber read other channels. Update.

<details>
<summary>All changes since version 4</summary>

1. Channels are lazy.
2. \`publish\` returns the number of subscribers.
   1. Zero is fine.
   2. \`null\` means that the channel has ended.
3. ~~\`tidewire/legacy\`~~ is a package of its own: \`tidewire-legacy\`.

</details>

## FAQ

**Does it work at the edge?** Yes: <https://github.com/mara/tidewire/discussions>, or www.people.example.

**May I press <kbd>Ctrl</kbd>+<kbd>C</kbd>?** At any time. :wave:

**How fast is it?** \\(n\\) subscribers cost about *n*<sup>1.02</sup> of one; see [benchmarks](bench/README.md).

---

MIT © [Mara Lindqvist](https://people.example/mara)

[^schema]: Any [Standard Schema](https://people.example/standard-schema) will do, not only zod.
`;
