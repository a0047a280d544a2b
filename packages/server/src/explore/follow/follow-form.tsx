import type { Followed } from '@shipstats/registry';
import { Button, ButtonLink, Notice } from '../../ui/index.ts';

export interface FollowFormProps {
  readonly kind: Followed['kind'];
  readonly name: string;
  readonly isFollowed: boolean;
  /** Following is for those who are logged in, where a login is asked for. */
  readonly isMember?: boolean;
  /** The page to come back to, as a path. */
  readonly back: string;
}

/** Follows or unfollows what the page is about: one button, which says what it will do. */
export function FollowForm({ kind, name, isFollowed, isMember = true, back }: FollowFormProps) {
  if (!isMember) {
    return <ButtonLink href={`/login?next=${encodeURIComponent(back)}`}>Log in to follow</ButtonLink>;
  }
  return (
    <form class="follow" method="post" action={isFollowed ? '/unfollow' : '/follow'}>
      <input type="hidden" name="kind" value={kind} />
      <input type="hidden" name="name" value={name} />
      <input type="hidden" name="back" value={back} />
      <Button kind={isFollowed ? 'quiet' : 'primary'}>
        {isFollowed ? 'Unfollow' : 'Follow'}
        <span class="vh"> {kind === 'user' ? `@${name}` : name}</span>
      </Button>
    </form>
  );
}

export interface FollowNoticeProps {
  readonly url: URL;
  readonly name: string;
  readonly isFollowed: boolean;
  /** What the owner follows is nothing for guests who were given the address. */
  readonly isMember?: boolean;
}

/** What has just happened, told on the page that the form came back to: where `?notice=` says so and it is true. */
export function FollowNotice({ url, name, isFollowed, isMember = true }: FollowNoticeProps) {
  if (!isMember) return null;
  switch (url.searchParams.get('notice')) {
    case 'followed':
      return !isFollowed ? null : (
        <Notice kind="good" title={`You follow ${name}`}>
          <p>
            Its downloads are read and kept up to date from now on, and stand on{' '}
            <a href="/my-packages">My packages</a>.
          </p>
        </Notice>
      );
    case 'unfollowed':
      return isFollowed ? null : (
        <Notice kind="info" title={`You do not follow ${name} any more`}>
          <p>What was read of it is kept.</p>
        </Notice>
      );
    default:
      return null;
  }
}
