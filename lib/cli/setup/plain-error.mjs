/** An error of which the message is all that a person needs. */
export class PlainError extends Error {
  isPlain = true;
}
