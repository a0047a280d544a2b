export interface CardProps {
  readonly title?: string;
  readonly href?: string;
  readonly isWide?: boolean;
  /** A line under the content: usually a Stamp. */
  readonly foot?: unknown;
  readonly children?: unknown;
}

/** A framed part of a page. */
export function Card(props: CardProps) {
  const { title, href, foot } = props;
  return (
    <section class={props.isWide ? 'card wide' : 'card'}>
      {title === undefined ? null : <h2>{href === undefined ? title : <a href={href}>{title}</a>}</h2>}
      {props.children}
      {foot === undefined ? null : <div class="chart-foot">{foot}</div>}
    </section>
  );
}

/** Cards in two columns: a wide one takes two thirds, or the whole width where `isFull`. */
export function Cards(props: { readonly children?: unknown }) {
  return <div class="cards">{props.children}</div>;
}

export interface PageHeadProps {
  readonly title: string;
  /** One sentence under the title. */
  readonly lede?: unknown;
  /** Above the title: usually a Breadcrumb. */
  readonly crumb?: unknown;
  /** Beside the title: usually a RangePicker. */
  readonly children?: unknown;
}

/** The head of a page: where it is, what it is, and its main control. */
export function PageHead(props: PageHeadProps) {
  return (
    <div class="head">
      <div>
        {props.crumb}
        <h1>{props.title}</h1>
        {props.lede === undefined ? null : <p class="lede">{props.lede}</p>}
      </div>
      {props.children}
    </div>
  );
}
