import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = 8;
const CHANNELS = 3;
const MOST_COLOURS = 256;
/** Colours that differ less than this, channels added up, become one. */
const ALIKE = 9;

/** The same picture in at most 256 colours, which takes less than half the bytes. @param png as browsers write it: RGB of 8 bits */
export function shrinkPng(png: Buffer): Buffer {
  const { width, height, pixels } = decode(png);
  const counts = new Map<number, number>();
  for (const colour of pixels) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const palette: number[] = [];
  for (const [colour] of [...counts].sort((a, b) => b[1] - a[1])) {
    if (palette.length === MOST_COLOURS) break;
    if (palette.every(chosen => difference(chosen, colour) >= ALIKE)) palette.push(colour);
  }
  const places = new Map([...counts.keys()].map(colour => [colour, nearest(palette, colour)]));
  const rows = Buffer.alloc((width + 1) * height);
  pixels.forEach((colour, index) => {
    rows[index + Math.floor(index / width) + 1] = places.get(colour) ?? 0;
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    png.subarray(0, SIGNATURE),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap(colour => [colour >> 16, (colour >> 8) & 255, colour & 255]))),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** @returns pixels as 0xRRGGBB, row by row */
function decode(png: Buffer): { width: number; height: number; pixels: number[] } {
  const parts: Buffer[] = [];
  for (let at = SIGNATURE; at < png.length; at += 12 + png.readUInt32BE(at)) {
    const body = png.subarray(at + 8, at + 8 + png.readUInt32BE(at));
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(body);
  }
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  if (png[24] !== 8 || png[25] !== 2 || png[28] !== 0) throw new Error('the picture is no RGB of 8 bits');
  const bytes = unfilter(inflateSync(Buffer.concat(parts)), width * CHANNELS, height);
  const pixels = Array.from({ length: width * height }, (_, index) => bytes.readUIntBE(index * CHANNELS, 3));
  return { width, height, pixels };
}

/** Each row begins with how its bytes were predicted: from the left, above, both, or as Paeth has it. */
function unfilter(filtered: Buffer, length: number, height: number): Buffer {
  const bytes = Buffer.alloc(length * height);
  for (let row = 0; row < height; row += 1) {
    const filter = filtered[row * (length + 1)] ?? 0;
    for (let at = 0; at < length; at += 1) {
      const to = row * length + at;
      const left = at < CHANNELS ? 0 : (bytes[to - CHANNELS] ?? 0);
      const above = bytes[to - length] ?? 0;
      const corner = at < CHANNELS ? 0 : (bytes[to - length - CHANNELS] ?? 0);
      const predicted = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter] ?? 0;
      bytes[to] = (filtered[row * (length + 1) + 1 + at] ?? 0) + predicted;
    }
  }
  return bytes;
}

function paeth(left: number, above: number, corner: number): number {
  const [toLeft, toAbove] = [Math.abs(above - corner), Math.abs(left - corner)];
  const toCorner = Math.abs(left + above - 2 * corner);
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

function nearest(palette: readonly number[], colour: number): number {
  let best = 0;
  for (let place = 1; place < palette.length; place += 1) {
    if (difference(palette[place] ?? 0, colour) < difference(palette[best] ?? 0, colour)) best = place;
  }
  return best;
}

function difference(a: number, b: number): number {
  return [16, 8, 0].reduce((sum, shift) => sum + Math.abs(((a >> shift) & 255) - ((b >> shift) & 255)), 0);
}

function chunk(name: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), body]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
