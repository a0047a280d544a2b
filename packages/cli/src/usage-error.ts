/** An option's value cannot be read, whatever the configuration: the command ends with `EXIT.usage`. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
