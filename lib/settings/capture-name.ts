/** What may stand between `<` and `>` in patterns and templates, as the source of a regular expression. */
export const CAPTURE_NAME = '[a-z][a-z0-9_-]*';
