import pg from 'pg';
import { storableText } from './storable-text';

/** One statement with its parameters, as `pg` takes it. */
export interface SqlStatement {
  text: string;
  values: unknown[];
}

/**
 * Tagged template for one statement: every interpolated value becomes a parameter, never text, and no string among them
 * can be refused by Postgres (storable-text.ts). A nested statement is spliced in, with its parameters renumbered.
 */
export function sql(parts: TemplateStringsArray, ...values: unknown[]): SqlStatement {
  const statement: SqlStatement = { text: parts[0] ?? '', values: [] };
  values.forEach((value, index) => {
    if (isStatement(value)) {
      const offset = statement.values.length;
      statement.text += renumbered(value.text, offset);
      statement.values.push(...value.values);
    } else {
      statement.values.push(storableValue(value));
      statement.text += `$${statement.values.length}`;
    }
    statement.text += parts[index + 1] ?? '';
  });
  return statement;
}

/** Statements side by side, with commas between them: rows of values. */
export function sqlList(statements: readonly SqlStatement[]): SqlStatement {
  const values: unknown[] = [];
  const texts = statements.map(statement => {
    const offset = values.length;
    values.push(...statement.values);
    return renumbered(statement.text, offset);
  });
  return { text: texts.join(', '), values };
}

/** Names of tables and columns of ours, never what somebody sent, with commas between them. */
export function sqlNames(...names: readonly string[]): SqlStatement {
  return { text: names.map(pg.escapeIdentifier).join(', '), values: [] };
}

function storableValue(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  return Array.isArray(value) ? value.map(storableValue) : value;
}

function renumbered(text: string, offset: number): string {
  return text.replace(/\$(\d+)/g, (_, n: string) => `$${Number(n) + offset}`);
}

function isStatement(value: unknown): value is SqlStatement {
  return typeof value === 'object' && value !== null && 'text' in value && 'values' in value;
}
