import { patternTool } from './pattern-tool';

/** go test, package by package; packages without tests are neither. A failure is never cached, so it ran. */
export const goTest = patternTool({
  name: 'go-test',
  kind: 'buildtool',
  starts: 'oF',
  hit: /^ok\s+\S+\s+\(cached\)/,
  miss: /^(?:ok|FAIL)\s+\S+\s+\d+(?:\.\d+)?s\b/,
  failed: /^FAIL\s+\S+\s+\[(?:build|setup) failed\]/,
});
