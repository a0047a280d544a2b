import hostedGitInfo from 'hosted-git-info';
import type { Repository } from './package-facts.ts';
import { asObject } from './plain-object.ts';
import { toPlainText } from './plain-text.ts';
import { toWebLink } from './web-link.ts';

const MAX_LENGTH = 1_000;
const HOSTS = {
  github: 'https://github.com',
  gitlab: 'https://gitlab.com',
  bitbucket: 'https://bitbucket.org',
} as const;
/** `git@host:group/project.git`, as `git clone` takes it. */
const SCP_LIKE = /^(?:[\w.-]+@)?([a-z0-9.-]+\.[a-z]+):(?!\d+\/)([\w~].*)$/i;

/** The repository as a link for people, out of each form that packages write: an object, an address, a shorthand. */
export function toRepository(value: unknown): Repository | null {
  const object = asObject(value);
  const text = toPlainText(object === undefined ? value : object.url, MAX_LENGTH);
  if (text === null) return null;
  const directory = toDirectory(object?.directory);
  const hosted = hostedGitInfo.fromUrl(text);
  if (hosted?.user && hosted.project && isHost(hosted.type)) {
    const label = `${hosted.user}/${hosted.project}`;
    const url = toWebLink(`${HOSTS[hosted.type]}/${label}`);
    return url === null ? null : { label, url, host: hosted.type, directory };
  }
  const url = toWebLink(toHttps(text));
  if (url === null) return null;
  const { host, pathname } = new URL(url);
  return { label: `${host}${pathname.replace(/\/+$/, '')}`, url, host: null, directory };
}

function isHost(type: string): type is keyof typeof HOSTS {
  return Object.hasOwn(HOSTS, type);
}

/** `git+ssh://git@host/x.git`, `git://host/x.git` and `git@host:x.git` as the page that shows them. */
function toHttps(text: string): string {
  const scp = SCP_LIKE.exec(text);
  const url = scp === null ? text.replace(/^git\+/i, '') : `https://${scp[1]}/${scp[2]}`;
  return url.replace(/^(?:git|ssh):\/\//i, 'https://').replace(/\.git(?=$|[#?])/, '');
}

function toDirectory(value: unknown): string | null {
  const text = toPlainText(value, 500)?.replace(/^(?:\.?\/)+|\/+$/g, '') ?? '';
  const isPath = text !== '' && text !== '.' && !text.split(/[/\\]/).includes('..');
  return isPath ? text : null;
}
