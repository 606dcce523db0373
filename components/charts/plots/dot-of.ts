/** Up to so many buckets each has a dot, so that one between two gaps can be seen. */
const MOST = 40;

export function dotOf(color: string, buckets: number) {
  return buckets < MOST ? { r: 2, fill: color, strokeWidth: 0 } : false;
}
