import type { RenderReadmeOptions } from './readme.ts';

/** Where a readme's links and images lead; undefined where nowhere. */
export interface ReadmeTargets {
  /** An absolute `http:`, `https:` or `mailto:` address, or `#…` as it was. */
  link(href: string): string | undefined;
  /** An absolute `https:` address. */
  image(src: string): string | undefined;
}

/** Longer ones are of data. */
const MAX_URL = 2_048;
/** Stands for the repository's root: addresses are resolved against it, so that `../` ends there. */
const ROOT = 'https://repository.invalid';

/** How a host addresses a file at a ref. */
const PLACES = {
  github: { file: 'blob', folder: 'tree', raw: 'raw' },
  gitlab: { file: '-/blob', folder: '-/tree', raw: '-/raw' },
  bitbucket: { file: 'src', folder: 'src', raw: 'raw' },
} as const;

/** Resolves addresses as the package's repository shows them: links to files and folders, images to their bytes. */
export function createTargets(options: RenderReadmeOptions): ReadmeTargets {
  const folder = options.path.split('/').slice(0, -1);
  const directory = options.repository?.directory?.split('/') ?? [];
  const base = `${ROOT}/${encodePath([...directory, ...folder])}`;

  const inRepository = (url: URL, kind: 'link' | 'image'): string | undefined => {
    const root = repositoryRoot(options.repository);
    if (!root || !options.repository?.host) return undefined;
    const { file, folder: tree, raw } = PLACES[options.repository.host];
    const path = url.pathname.slice(1);
    const place = kind === 'image' ? raw : path === '' || path.endsWith('/') ? tree : file;
    const ref = encodePath((options.ref ?? 'HEAD').split('/')).replace(/\/$/, '') || 'HEAD';
    return `${root}/${place}/${ref}/${path}${url.search}${url.hash}`;
  };

  const resolve = (address: string, kind: 'link' | 'image'): URL | string | undefined => {
    if (address.trim() === '' || address.length > MAX_URL) return undefined;
    const url = URL.parse(address, base);
    if (!url || url.href.length > 2 * MAX_URL) return undefined;
    return url.origin === ROOT ? inRepository(url, kind) : url;
  };

  return {
    link(href) {
      const trimmed = href.trim();
      if (trimmed.startsWith('#')) return trimmed.length > 1 ? trimmed : undefined;
      const url = resolve(href, 'link');
      if (!(url instanceof URL)) return url;
      if (!['http:', 'https:', 'mailto:'].includes(url.protocol)) return undefined;
      return withoutLogin(url).href;
    },
    image(src) {
      const url = resolve(src, 'image');
      if (!(url instanceof URL)) return url;
      if (url.protocol !== 'https:') return undefined;
      // The page of an image on GitHub is meant as the image.
      if (url.hostname === 'github.com')
        url.pathname = url.pathname.replace(/^(\/[^/]+\/[^/]+)\/blob\//, '$1/raw/');
      return withoutLogin(url).href;
    },
  };
}

/** `https://trusted.example@evil.example/` is a disguise. */
function withoutLogin(url: URL): URL {
  if (url.username !== '') url.username = '';
  if (url.password !== '') url.password = '';
  return url;
}

function repositoryRoot(repository: RenderReadmeOptions['repository']): string | undefined {
  const url = URL.parse(repository?.url ?? '');
  if (url?.protocol !== 'https:') return undefined;
  return `${url.origin}${url.pathname.replace(/(\.git)?\/*$/, '')}`;
}

/** Folders as a path with a slash at its end; `.` and `..` are nobody's folder here. */
function encodePath(segments: readonly string[]): string {
  return segments
    .filter((segment) => !['', '.', '..'].includes(segment))
    .map((segment) => `${encodeURIComponent(segment)}/`)
    .join('');
}
