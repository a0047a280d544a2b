export interface WithinOptions<Late> {
  readonly waitMs: number;
  /** What stands for an answer that does not come in time. */
  readonly late: Late;
}

/** Waits for an answer as long as a page may; one that comes later goes on behind, and is kept for the next look. */
export async function within<Value, Late>(
  answer: Promise<Value>,
  { waitMs, late }: WithinOptions<Late>,
): Promise<Value | Late> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<Late>((resolve) => {
    timer = setTimeout(resolve, waitMs, late);
  });
  // Whoever has gone on without it hears nothing of its failure.
  answer.catch(() => undefined);
  return Promise.race([answer, over]).finally(() => clearTimeout(timer));
}
