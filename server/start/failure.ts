/** A reason not to start that the operator can act on: one sentence naming cause and action, shown without a stack. */
export class StartFailure extends Error {
  override readonly name = "StartFailure";
}
