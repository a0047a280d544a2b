/** What a promise comes to, or undefined where that takes longer; it goes on behind, and may then fail unheard. */
export async function within<T>(waitMs: number, promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, waitMs, undefined);
  });
  promise.catch(() => {}); // heard by the race, or by nobody once it is late
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
