/** A command without the folder of its program: plugins print `/usr/local/bin/docker build …`. */
export function shortCommand(label: string): string {
  return label.replace(/^\/(usr\/)?(local\/)?s?bin\/(?=\S)/, '');
}
