/** A description with its `names in backticks` set as code. */
export function WithCode({ text }: { readonly text: string }) {
  const parts = text.split('`');
  // An odd one at the end is a mark and not a bracket.
  if (parts.length % 2 === 0) return <>{text}</>;
  return <>{parts.map((part, index) => (index % 2 === 1 ? <code>{part}</code> : part))}</>;
}
