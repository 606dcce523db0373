import { describe, expect, test } from 'vitest';
import { includesRole, lowerRole, roleOf } from './role';

const NO_LISTS = {
  admins: [],
  editors: [],
  viewers: [],
  adminGroups: [],
  editorGroups: [],
  viewerGroups: [],
};
const ANN = { names: ['ann@example.com'], groups: ['dev'], role: null };

describe('roleOf', () => {
  test('whoever can sign in is a viewer where no list says who is', () => {
    expect(roleOf(ANN, NO_LISTS)).toBe('viewer');
    expect(roleOf(ANN, { ...NO_LISTS, viewers: ['ben'] })).toBeNull();
    expect(roleOf(ANN, { ...NO_LISTS, viewerGroups: ['ops'] })).toBeNull();
    expect(roleOf(ANN, { ...NO_LISTS, viewerGroups: ['ops', 'dev'] })).toBe('viewer');
  });

  test('the highest of lists and groups holds; letter case of names is ignored, that of groups is not', () => {
    expect(roleOf(ANN, { ...NO_LISTS, editors: ['Ann@Example.com'] })).toBe('editor');
    expect(roleOf(ANN, { ...NO_LISTS, editors: ['ann@example.com'], adminGroups: ['dev'] })).toBe('admin');
    expect(roleOf(ANN, { ...NO_LISTS, adminGroups: ['Dev'] })).toBe('viewer');
    expect(roleOf(ANN, { ...NO_LISTS, editorGroups: ['dev'], viewers: ['ben'] })).toBe('editor');
  });

  test('what an admin set comes before groups, and ADMINS before what an admin set', () => {
    const set = { ...ANN, role: 'none' };
    expect(roleOf(set, { ...NO_LISTS, adminGroups: ['dev'] })).toBeNull();
    expect(roleOf(set, { ...NO_LISTS, admins: ['ann@example.com'] })).toBe('admin');
    expect(roleOf({ ...ANN, role: 'viewer' }, { ...NO_LISTS, adminGroups: ['dev'] })).toBe('viewer');
    expect(roleOf({ ...ANN, role: 'editor' }, { ...NO_LISTS, viewers: ['ben'] })).toBe('editor');
  });

  test('a name that nobody has verified names nobody', () => {
    expect(roleOf({ ...ANN, names: [] }, { ...NO_LISTS, admins: ['ann@example.com', ''] })).toBe('viewer');
  });
});

test('roles hold what lower ones may', () => {
  expect(includesRole('editor', 'viewer')).toBe(true);
  expect(includesRole('editor', 'admin')).toBe(false);
  expect([lowerRole('admin', 'viewer'), lowerRole('viewer', 'editor')]).toEqual(['viewer', 'viewer']);
});
