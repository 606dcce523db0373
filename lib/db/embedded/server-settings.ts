import { usableMemoryBytes } from '@/lib/usable-memory';

const MIB = 1024 * 1024;

/**
 * Settings for analytics on a small machine that also runs the poller and the web: durable, memory in
 * proportion, costs for a solid-state disk.
 */
export function serverSettings(memoryBytes = usableMemoryBytes()): Record<string, string> {
  const memoryMiB = memoryBytes / MIB;
  return {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '60',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Of a machine of 1 GB the programs need the rest.
    shared_buffers: `${between(32, (memoryMiB - 768) / 8, 1024)}MB`,
    effective_cache_size: `${between(256, memoryMiB / 2, 16_384)}MB`,
    work_mem: `${between(8, memoryMiB / 128, 64)}MB`,
    maintenance_work_mem: `${between(64, memoryMiB / 32, 256)}MB`,
    random_page_cost: '1.1',
    jit: 'off',
    max_wal_size: '2GB',
    checkpoint_timeout: '15min',
    wal_compression: 'on',
    // No replica is ever attached.
    wal_level: 'minimal',
    max_wal_senders: '0',
  };
}

function between(least: number, value: number, most: number): number {
  return Math.round(Math.min(Math.max(value, least), most));
}
