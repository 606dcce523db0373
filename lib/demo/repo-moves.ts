import { HOUR_S, MINUTE_S } from './calendar';
import type { DemoContent } from './demo-content';

/** What happens to a repository as a whole while the demo runs. */
export type RepoMove =
  /** On the source host; Drone takes its new name over, and all of its history with it. */
  | { kind: 'renamed'; slug: string; at: Date; to: string }
  /** Deleted and made again under its name: another id, and numbers that begin anew. */
  | { kind: 'recreated'; slug: string; at: Date; id: number };

/** None of them takes part in what the story tells otherwise. */
export function repoMovesOf(origin: Date): RepoMove[] {
  const after = (seconds: number) => new Date(origin.getTime() + seconds * 1000);
  return [
    { kind: 'recreated', slug: 'storefront/media-resizer', at: after(90 * MINUTE_S), id: 61 },
    { kind: 'renamed', slug: 'platform/notify-api', at: after(3 * HOUR_S), to: 'platform/notifications-api' },
  ];
}

/** A repository as it is found under a name at some moment. */
interface Place {
  /** Its name in the history that is told. */
  slug: string;
  /** Its builds up to this number went with the repository before it. */
  gone: number;
  /** Null: as it is told. */
  id: number | null;
}

/** The same history on a server on which these things happen. */
export function withRepoMoves(content: DemoContent, moves: readonly RepoMove[]): DemoContent {
  const happened = (at: Date) => moves.filter(move => move.at <= at);

  /** Null: there is no repository of this name then. */
  function placeOf(slug: string, at: Date): Place | null {
    const past = happened(at);
    if (past.some(move => move.kind === 'renamed' && move.slug === slug)) return null;
    const renamed = past.find(move => move.kind === 'renamed' && move.to === slug);
    const inner = renamed?.slug ?? slug;
    const recreated = past.find(move => move.slug === inner && move.kind === 'recreated');
    if (recreated?.kind !== 'recreated') return { slug: inner, gone: 0, id: null };
    return { slug: inner, gone: content.buildCount(inner, recreated.at), id: recreated.id };
  }

  function read(
    slug: string,
    number: number,
    at: Date,
    ask: (inner: string, number: number) => string | null,
  ): string | null {
    const place = placeOf(slug, at);
    if (place === null || number < 1) return null;
    const json = ask(place.slug, number + place.gone);
    return json === null || place.id === null ? json : moved(json, number, place.gone, place.id);
  }

  return {
    repoList: at =>
      content.repoList(at).map(repo => {
        const past = happened(at);
        const renamed = past.find(move => move.kind === 'renamed' && move.slug === repo.slug);
        const slug = renamed?.kind === 'renamed' ? renamed.to : repo.slug;
        const id = placeOf(slug, at)?.id ?? repo.id;
        return { ...repo, id, slug, name: slug.split('/')[1] ?? repo.name };
      }),
    buildCount: (slug, at) => {
      const place = placeOf(slug, at);
      return place === null ? 0 : Math.max(0, content.buildCount(place.slug, at) - place.gone);
    },
    createdS: content.createdS,
    idOf: (slug, number, at) => {
      const place = placeOf(slug, at);
      return place === null ? 0 : content.idOf(place.slug, number + place.gone, at);
    },
    refOf: (slug, number, at) => {
      const place = placeOf(slug, at);
      return place === null ? '' : content.refOf(place.slug, number + place.gone, at);
    },
    listedJson: (slug, number, at) =>
      read(slug, number, at, (inner, own) => content.listedJson(inner, own, at)),
    detailJson: (slug, number, at) =>
      read(slug, number, at, (inner, own) => content.detailJson(inner, own, at)),
    logJson: (slug, number, stage, step, at) => {
      const place = placeOf(slug, at);
      return place === null ? null : content.logJson(place.slug, number + place.gone, stage, step, at);
    },
  };
}

const HEAD = /^(\{"id":\d+,)"repo_id":\d+,("trigger":"[^"]*",)"number":\d+(?:,"parent":(\d+))?/;

/** The same build as one of the repository that was made anew; what it was a rerun of may be gone. */
function moved(json: string, number: number, gone: number, repoId: number): string {
  const own = json.replace(HEAD, (_, id: string, trigger: string, parent: string | undefined) => {
    const parentNumber = Number(parent ?? 0) - gone;
    const told = parentNumber > 0 ? `,"parent":${parentNumber}` : '';
    return `${id}"repo_id":${repoId},${trigger}"number":${number}${told}`;
  });
  return own.replace(/("build_id":\d+,)?"repo_id":\d+(?=,"build_id")/g, `"repo_id":${repoId}`);
}
