/** The way back up: all that is above the page, not the page itself. */
export function Breadcrumb({
  trail,
}: {
  trail: readonly { readonly label: string; readonly href: string }[];
}) {
  return (
    <nav class="crumb" aria-label="Breadcrumb">
      <ol>
        {trail.map((step) => (
          <li>
            <a href={step.href}>{step.label}</a>
          </li>
        ))}
      </ol>
    </nav>
  );
}
