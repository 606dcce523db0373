import { describe, expect, test } from 'vitest';
import { countsOf, readText } from '@/tests/world/log-readings';
import { TOOL_LOGS } from '@/tests/world/tool-logs';
import { TOOLS } from './index';

describe('what each tool tells', () => {
  test.each(TOOL_LOGS)('$tool: $says', ({ tool, log, counts }) => {
    expect(countsOf(readText(log), tool)).toBe(counts);
  });

  test.each(TOOL_LOGS.filter(({ counts }) => counts !== null))(
    '$tool: $says, as output of a BuildKit layer',
    ({ tool, log, counts }) => {
      if (TOOLS.some(({ name, kind }) => name === tool && kind === 'layers')) return;
      const lines = log.split(/[\n\r]/).map(line => `#7 12.34 ${line}`);
      expect(countsOf(readText(`#7 [2/2] RUN make\n${lines.join('\n')}\n#7 DONE 20.0s`), tool)).toBe(counts);
    },
  );

  test.each([
    '2026-01-05T10:11:12.559Z ',
    '2026-01-05 10:11:12,559 INFO ',
    '2026-01-05T10:11:12.000+0000 [LIFECYCLE] [org.acme.build.Result] ',
    '2026/01/05 10:11:12 ',
    '[2026-01-05T10:11:12.559Z] ',
    '[10:11:12] ',
    '[1:02:03 PM] ',
    '2026-01-05 10:11:12 +0000 UTC ',
    '10:11:12.345 INFO  [main] ',
    'INFO [org.acme.Main] ',
    '10:11:12 web.1  | ',
    '10:11:12.345 ',
    '[INFO] [stdout] ',
    'api-1  | ',
    '2026-01-05T10:11:12Z api-1  | ',
    '[web] ',
    'Jan  5 10:11:12 ',
    'Step #0 - "build": ',
    'remote: ',
    '2026-01-05T10:11:12.123456Z 01O ',
    '2026-01-05T10:11:12.123456Z 00E+',
    '[10:11:12]\t[Step 1/2] ',
    '[build-and-push : image] ',
    '[pod/build-x7f/image] ',
    'pod/build-x7f | ',
    '10:11:12.345 STDOUT [live/web] terraform: ',
  ])('each tool is read behind %j', prefix => {
    for (const { tool, says, log, counts } of TOOL_LOGS) {
      const wrapped = log.replace(/^/gm, prefix);
      expect([tool, says, countsOf(readText(wrapped), tool)]).toEqual([tool, says, counts]);
    }
  });

  test.each([' ', '  ', '\t', ' \r'])('each tool is read with %j at the ends of lines', end => {
    for (const { tool, says, log, counts } of TOOL_LOGS) {
      const blanks = log.replace(/$/gm, end);
      expect([tool, says, countsOf(readText(blanks), tool)]).toEqual([tool, says, counts]);
    }
  });

  test('every tool has a case, and a name of its own', () => {
    const names = TOOLS.map(tool => tool.name);
    expect(new Set(names).size).toBe(names.length);
    expect([...names].sort()).toEqual([...new Set(TOOL_LOGS.map(({ tool }) => tool))].sort());
  });

  test('replayed output does not count again', () => {
    const turbo = TOOL_LOGS.find(({ tool, says }) => tool === 'turbo' && says.includes('summary'));
    expect(countsOf(readText(turbo?.log ?? ''), 'pnpm')).toBe('1/4');
  });
});
