import { goJson } from './go-json';

/** Status, kind and body of an answer, before anything goes wrong with it. */
export interface Answer {
  status: number;
  kind: 'json' | 'text' | 'html';
  body: string;
  /** Answers of the API say that they must not be stored. */
  api: boolean;
  location?: string;
}

/** Go's encoder ends every value with a newline. */
export function json(text: string, status = 200): Answer {
  return { status, kind: 'json', body: `${text}\n`, api: true };
}

export function message(status: number, text: string): Answer {
  return json(goJson({ message: text }), status);
}

export const UNAUTHORIZED = message(401, 'Unauthorized');
export const FORBIDDEN = message(403, 'Forbidden');
export const NOT_FOUND = message(404, 'Not Found');
/** What the store says of a row that is not there. */
export const NO_ROWS = message(404, 'sql: no rows in result set');

export const UNKNOWN_API_PATH: Answer = {
  status: 404,
  kind: 'text',
  body: '404 page not found\n',
  api: true,
};

/** Whatever is not the API is the user interface. */
export const INDEX_PAGE: Answer = {
  status: 200,
  kind: 'html',
  api: false,
  body: '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Drone CI</title></head><body><div id="root"></div></body></html>\n',
};
