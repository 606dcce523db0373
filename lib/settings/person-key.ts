/** By what people are told apart: logins and e-mail addresses mean the same person in every letter case. */
export function personKey(name: string): string {
  return name.trim().normalize('NFC').toLowerCase();
}
