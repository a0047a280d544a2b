import { type FeedSubject, feedLinks } from './feed-subject.ts';

/** The feeds of what a page shows, as links: RSS, Atom, JSON. */
export function FeedLinks({ subject }: { subject: FeedSubject }) {
  return (
    <p class="links feed-links">
      <span class="soft">Feeds</span>
      {feedLinks(subject).map((link) => (
        <a href={link.href} type={link.type} title={link.title}>
          {link.label}
        </a>
      ))}
    </p>
  );
}
