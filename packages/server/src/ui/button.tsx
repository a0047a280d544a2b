export interface ButtonProps {
  readonly type?: 'submit' | 'button';
  readonly kind?: 'primary' | 'quiet' | 'danger';
  readonly name?: string;
  readonly value?: string;
  readonly isDisabled?: boolean;
  readonly children?: unknown;
}

/** Acts; for going somewhere use a link. */
export function Button({ type = 'submit', kind = 'quiet', name, value, isDisabled, children }: ButtonProps) {
  return (
    <button type={type} class={`button ${kind}`} name={name} value={value} disabled={isDisabled}>
      {children}
    </button>
  );
}

/** A link that looks like a button: for the one way on from a page. */
export function ButtonLink(props: { href: string; kind?: 'primary' | 'quiet'; children?: unknown }) {
  return (
    <a class={`button ${props.kind ?? 'quiet'}`} href={props.href}>
      {props.children}
    </a>
  );
}
