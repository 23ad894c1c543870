/**
 * Keeps standard output for the answers of a command: whatever else writes there, the product's log among the writers, goes to standard error.
 * Returns the writer of the answers.
 */
export function answersAlone(): (line: string) => void {
  const answers = process.stdout.write.bind(process.stdout);
  process.stdout.write = process.stderr.write.bind(process.stderr) as typeof process.stdout.write;
  return (line) => {
    answers(`${line}\n`);
  };
}
