/**
 * What stands where a vendor wants somebody to speak and nobody did: before an agent's greeting, or
 * after it when the caller stays silent. The mark of silence in a transcript, so that the model
 * neither takes it for words nor learns to say any.
 */
export const nothingSaid = '…';
