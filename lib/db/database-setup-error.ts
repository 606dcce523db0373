/** The database cannot be used as it is. The message is for the person at the terminal: what is wrong, what to do. */
export class DatabaseSetupError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}
