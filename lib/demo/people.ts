/** Somebody, or something, that pushes. */
export interface Person {
  login: string;
  name: string;
  email: string;
  /** Namespace of the team; bots belong to none. */
  team: string | null;
  zone: string;
  /** Builds on a working day: from, to. */
  builds: readonly [number, number];
  avatarId: number;
}

const BERLIN = 'Europe/Berlin';
const LISBON = 'Europe/Lisbon';
const TORONTO = 'America/Toronto';
const BOGOTA = 'America/Bogota';
const KOLKATA = 'Asia/Kolkata';

type Row = readonly [login: string, name: string, zone: string, from: number, to: number];

const STOREFRONT: readonly Row[] = [
  ['hannelore-brandt', 'Hannelore Brandt', BERLIN, 6, 10],
  ['jonasw', 'Jonas Wiechert', BERLIN, 5, 8],
  ['elif-demirkan', 'Elif Demirkan', BERLIN, 7, 10],
  ['matthis-o', 'Matthis Ohlsen', BERLIN, 5, 9],
  ['rui-valadares', 'Rui Valadares', LISBON, 6, 10],
  ['ines-farinha', 'Inês Farinha', LISBON, 5, 8],
  ['tcarrilho', 'Tomás Carrilho', LISBON, 6, 9],
];
const LOGISTICS: readonly Row[] = [
  ['maeve-tremblay', 'Maeve Tremblay', TORONTO, 7, 10],
  ['d-okonkwo', 'Daniel Okonkwo', TORONTO, 5, 8],
  ['sunny-cho', 'Sunny Cho', TORONTO, 6, 10],
  ['pgauthier', 'Philippe Gauthier', TORONTO, 5, 9],
  ['luz-arbelaez', 'Luz Arbeláez', BOGOTA, 6, 10],
  ['cami-restrepo', 'Camila Restrepo', BOGOTA, 5, 8],
  ['andres-pava', 'Andrés Pava', BOGOTA, 6, 9],
];
const PLATFORM: readonly Row[] = [
  ['anjali-kurup', 'Anjali Kurup', KOLKATA, 7, 10],
  ['vikram-s', 'Vikram Sathe', KOLKATA, 5, 9],
  ['nthakkar', 'Nikhil Thakkar', KOLKATA, 6, 10],
  ['priya-menon-k', 'Priya Menon', KOLKATA, 5, 8],
  ['ole-reinders', 'Ole Reinders', BERLIN, 6, 9],
  ['sabine-kuehl', 'Sabine Kühl', BERLIN, 5, 10],
];

function peopleOf(team: string, domain: string, rows: readonly Row[], firstId: number): Person[] {
  return rows.map(([login, name, zone, from, to], index) => ({
    login,
    name,
    email: `${login.replace(/[^a-z]/g, '.')}@${domain}`,
    team,
    zone,
    builds: [from, to],
    avatarId: firstId + index * 37,
  }));
}

export const DEVELOPERS: readonly Person[] = [
  ...peopleOf('storefront', 'lantern-goods.example', STOREFRONT, 48_211),
  ...peopleOf('logistics', 'lantern-goods.example', LOGISTICS, 51_907),
  ...peopleOf('platform', 'lantern-goods.example', PLATFORM, 63_330),
];

function bot(login: string, avatarId: number): Person {
  const email = `${avatarId}+${login}@users.noreply.git.lantern-goods.example`;
  return { login, name: login, email, team: null, zone: 'UTC', builds: [0, 0], avatarId };
}

export const RENOVATE = bot('renovate[bot]', 29_139);
export const DEPENDABOT = bot('dependabot[bot]', 49_699);
