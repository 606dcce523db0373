// Loaded into every child: the channel to the parent closes however that ends, kill -9 included.
const GRACE_MS = 10_000;

// Not into what the child starts itself: that may be waiting for a word on its own channel, which would be let go.
const place = process.execArgv.indexOf(import.meta.url);
if (place > 0) process.execArgv.splice(place - 1, 2);

process.once('disconnect', () => {
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.exit(1), GRACE_MS).unref();
});
process.channel?.unref();
