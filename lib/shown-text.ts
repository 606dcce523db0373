/** What may hide in text that others wrote: secrets, and what a terminal takes for commands. */

/** So that most text is not looked at more closely. */
const MAY_HOLD_SECRET =
  /:\/\/|pass|token|secret|key|auth|credential|bearer|basic|login|curl|mysql|mariadb|AKIA|ASIA|gh[pousr]_|github_pat|glpat-|xox|npm_|eyJ|AIza|sk_live|pypi-|dckr_pat|hf_/i;

/** A value that is written out: neither a variable nor what a runner has masked already. */
const VALUE = String.raw`(?:"(?!\$)[^"]+"|'[^']+'|(?![$"'*<{-])[^\s"';,|)&]+)`;
const SECRET_NAME =
  '(?:password|passwd|passphrase|pwd|token|secret|api[-_]?key|access[-_]?key|secret[-_]?key|private[-_]?key|credentials?)';

/** What stands before a secret stays; what is whole is replaced. */
const SECRETS: ReadonlyArray<readonly [RegExp, string]> = [
  // https://user:password@host, https://token@host
  [/([a-z][a-z0-9+.-]{0,20}:\/\/)(?!\$)[^\s/@:'"]{0,200}:(?![$*])[^\s/@'"]{1,400}@/gi, '$1***@'],
  [/([a-z][a-z0-9+.-]{0,20}:\/\/)[A-Za-z0-9_-]{20,400}@/gi, '$1***@'],
  [/(\/\/[\w.-]{1,200}(?:\/[\w./-]{0,200})?:_(?:authToken|auth|password)=)(?!\$)[^\s"']+/gi, '$1***'],
  [/(hooks\.slack\.com\/services\/)[\w/]{10,}/gi, '$1***'],
  [
    /([?&](?:access_token|token|api_?key|key|secret|sig|signature|password|X-Amz-Signature)=)(?![$<*])[^\s&"'#]+/gi,
    '$1***',
  ],
  // Authorization: Bearer …
  [/(\b(?:Proxy-)?Authorization["']?\s*[:=]\s*["']?(?:Bearer|Basic|Token)\s+)(?!\$)[^\s"']+/gi, '$1***'],
  [/(\bBearer\s+)(?!\$)(?=[\w.~+/-]*\d)[\w.~+/-]{12,}=*/g, '$1***'],
  // --password x, --registry-token=x; docker's --secret names no secret
  [
    new RegExp(
      `(\\s--[\\w-]{0,40}${SECRET_NAME}(?:=|\\s+))(?!(?:id|type|src|source|env)=|(?:true|false)\\b)${VALUE}`,
      'gi',
    ),
    '$1***',
  ],
  [new RegExp(`(\\blogin\\b[^|;&]{0,200}\\s-p[= ]?\\s*)${VALUE}`, 'g'), '$1***'],
  [/(\bcurl\b[^|;&]{0,300}\s(?:-u|--user)[= ]?\s*["']?[^\s:$"']{1,100}:)(?!\$)[^\s"']+/g, '$1***'],
  [
    new RegExp(`(\\b(?:mysql|mysqldump|mysqladmin|mariadb)\\b[^|;&]{0,200}\\s-p)(?=\\S)${VALUE}`, 'g'),
    '$1***',
  ],
  // NPM_TOKEN=x, password: x
  [
    new RegExp(
      `((?<![\\w$-])[\\w.-]{0,60}${SECRET_NAME}["']?(?:=|:\\s+))(?!(?:true|false|null|none|\\d{1,4})(?![^\\s"';,|)&]))${VALUE}`,
      'gi',
    ),
    '$1***',
  ],
  // Those that are told by their look
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, '***'],
  [/\b(?:gh[pousr]_[A-Za-z0-9]{30,255}|github_pat_\w{30,255})\b/g, '***'],
  [/\bglpat-[\w-]{20,}/g, '***'],
  [/\bxox[abposr]-[\w-]{10,}/g, '***'],
  [/\bnpm_[A-Za-z0-9]{30,}\b/g, '***'],
  [/\beyJ[\w-]{8,}\.eyJ[\w-]{8,}(?:\.[\w-]*)?/g, '***'],
  [/\bAIza[\w-]{35}/g, '***'],
  [/\b(?:sk|rk)_live_[A-Za-z0-9]{10,}/g, '***'],
  [/\bpypi-[\w-]{40,}/g, '***'],
  [/\bdckr_pat_[\w-]{20,}/g, '***'],
  [/\bhf_[A-Za-z0-9]{30,}\b/g, '***'],
  [/-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*/g, '***'],
];

/**
 * The same text with `***` for what looks like a secret: passwords in addresses, options and variables, tokens that are
 * told by their look. Hashes of commits and images, and names of variables, stay.
 */
export function withoutSecrets(text: string): string {
  if (!MAY_HOLD_SECRET.test(text)) return text;
  return SECRETS.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), text);
}

/** Every control character but tab and line feed, and what turns the direction of writing. */
const UNPRINTABLE = /(?![\t\n])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/** Text that a terminal shows and does not obey: control characters of it become the replacement character. */
export function printable(text: string): string {
  return text.toWellFormed().replace(UNPRINTABLE, '\uFFFD');
}

/** The same of JSON, whose values stay what they are: such characters are written as `\u202e`. */
export function printableJson(json: string): string {
  return json.replace(UNPRINTABLE, found => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
