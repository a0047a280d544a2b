import type { Element, ElementContent, Root } from 'hast';
import { badgeText, isBadge } from './badge-text.ts';
import { element, isElement, mapElements, stringProperty, text } from './hast.ts';

/** Where an address itself says for which colour scheme it is, as GitHub had it before `<picture>`. */
const FOR_SCHEME = /#gh-(dark|light)-mode-only$/;

/** Shows images, or stands links in their place so that nobody is asked for anything until a reader clicks. */
export function renderImages({ isAllowed, onImage }: { isAllowed: boolean; onImage: () => void }) {
  const show = (image: Element, ancestors: readonly Element[]): readonly ElementContent[] => {
    const url = URL.parse(stringProperty(image, 'src') ?? '');
    if (!url) return altOnly(image);
    onImage();
    if (isAllowed) return [asImage(image, url, ancestors)];
    return FOR_SCHEME.exec(url.hash)?.[1] === 'dark' ? [] : [asLink(image, url, ancestors)];
  };

  return () => (tree: Root) => {
    mapElements(tree, (node, ancestors) => {
      if (isElement(node, 'img')) return show(node, ancestors);
      if (!isElement(node, 'picture')) return undefined;
      const image = node.children.find((child) => isElement(child, 'img'));
      if (!isElement(image, 'img')) return [];
      const shown = show(image, ancestors);
      if (!isAllowed || !isElement(shown[0], 'img')) return shown;
      const sources = node.children.filter(
        (child) => isElement(child, 'source') && child.properties.srcSet && child.properties.media,
      );
      return [element('picture', {}, [...sources, ...shown])];
    });
  };
}

/** There is no address to show: what the image says is left. */
function altOnly(image: Element): readonly ElementContent[] {
  const alt = stringProperty(image, 'alt')?.trim();
  return alt ? [text(alt)] : [];
}

function asImage(image: Element, url: URL, ancestors: readonly Element[]): Element {
  const { alt, title, width, height, align, id, src } = image.properties;
  const scheme = FOR_SCHEME.exec(url.hash)?.[1];
  const link = ancestors.find((ancestor) => isElement(ancestor, 'a'));
  return element(
    'img',
    {
      id,
      ...(scheme ? { className: [`readme-${scheme}-only`] } : {}),
      src,
      // An image that is all there is of a link names it; any other without a text is decoration.
      alt: String(alt ?? '').trim() || (link && isAlone(image, link) ? nameOf(image, url) : ''),
      title,
      width,
      height,
      align,
      loading: 'lazy',
      decoding: 'async',
      referrerPolicy: 'no-referrer',
    },
    [],
  );
}

function asLink(image: Element, url: URL, ancestors: readonly Element[]): Element {
  const { id, src, title } = image.properties;
  const className = [isBadge(url) ? 'readme-badge' : 'readme-image'];
  const name = [text(nameOf(image, url))];
  // A link within a link there cannot be; what is around the image leads on.
  const isInLink = ancestors.some((ancestor) => isElement(ancestor, 'a', 'summary'));
  return isInLink
    ? element('span', { id, className, title }, name)
    : element('a', { id, className, href: src, title }, name);
}

/** What an image is called: its text, or more of the same from a badge's address, else what its address says. */
function nameOf(image: Element, url: URL): string {
  const written = stringProperty(image, 'alt')?.trim() || stringProperty(image, 'title')?.trim() || '';
  const badge = isBadge(url) ? badgeText(url) : undefined;
  if (badge?.toLowerCase().includes(written.toLowerCase())) return badge;
  const [file = ''] = url.pathname.split('/').slice(-1);
  return written || file.replace(/\.\w+$/, '').slice(0, 80) || url.hostname;
}

function isAlone(image: Element, link: Element): boolean {
  const says = (node: ElementContent): boolean =>
    node !== image &&
    (node.type === 'text' ? node.value.trim() !== '' : node.type === 'element' && node.children.some(says));
  return !link.children.some(says);
}
