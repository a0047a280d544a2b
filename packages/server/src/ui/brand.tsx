/** The mark: a hull, and a chart for its sails. */
export function Brand() {
  return (
    <svg class="mark" width="24" height="24" viewBox="0 0 24 24" aria-hidden="true">
      <path class="sails" d="M7 12.5V9M12 12.5V3.5M17 12.5V6.5" />
      <path class="hull" d="M3 15h18l-2.7 4.6a1.4 1.4 0 0 1-1.2.7H6.9a1.4 1.4 0 0 1-1.2-.7z" />
    </svg>
  );
}

/** The mark as a file of its own, for `/favicon.svg`: in both schemes. */
export const FAVICON_SVG = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><style>path{stroke:#0b5fa5;fill:#0b5fa5}@media(prefers-color-scheme:dark){path{stroke:#6cb4f0;fill:#6cb4f0}}</style><path fill="none" stroke-width="3" stroke-linecap="round" d="M7 12V9M12 12V3.5M17 12V6.5"/><path stroke="none" d="M2.5 15h19l-2.9 5a1.4 1.4 0 0 1-1.2.7H6.6a1.4 1.4 0 0 1-1.2-.7z"/></svg>`;
