// Keeps the formal specification as it was read and checked beside what is built, so that whoever runs it need not read it again.
// Without Quint, which is optional, there is nothing to keep.
import { isQuintThere, keepFormalSpec } from '../dist/src/verify/formal.js';

try {
  if (isQuintThere()) await keepFormalSpec();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
