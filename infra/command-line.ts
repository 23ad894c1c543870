import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

/** What a command takes. */
interface Command<T extends ParseArgsOptionsConfig> {
  /** The help of the command: a line that shows the call, then options with their defaults. */
  readonly usage: string;
  readonly options?: T;
  /** Names of arguments are allowed. Default: options alone. */
  readonly allowsArguments?: boolean;
}

interface Parsed<T extends ParseArgsOptionsConfig> {
  readonly values: { readonly [K in keyof T]?: T[K]['type'] extends 'boolean' ? boolean : string };
  readonly positionals: readonly string[];
}

/**
 * Options and arguments of this process. `--help` prints the usage and ends the process with status 0; an unknown option or an argument too
 * many prints the fault and the usage on stderr, and ends the process with status 2.
 */
export function readCommandLine<const T extends ParseArgsOptionsConfig>(command: Command<T>): Parsed<T> {
  try {
    const { help, parsed } = parse(command);
    if (!help) return parsed;
  } catch (error) {
    return refuse(command, error instanceof Error ? error.message : String(error));
  }
  process.stdout.write(`${command.usage.trim()}\n`);
  process.exit(0);
}

/** Ends the process as an unknown option does. */
export function refuse({ usage }: Pick<Command<ParseArgsOptionsConfig>, 'usage'>, fault: string): never {
  process.stderr.write(`${fault}\n\n${usage.trim()}\n`);
  process.exit(2);
}

function parse<T extends ParseArgsOptionsConfig>({ options, allowsArguments = false }: Command<T>) {
  const withHelp: ParseArgsOptionsConfig = { ...options, help: { type: 'boolean', short: 'h' } };
  const { values, positionals } = parseArgs({ options: withHelp, allowPositionals: allowsArguments, strict: true });
  return { help: values.help === true, parsed: { values, positionals } as Parsed<T> };
}
