export const resumeQuestion = "テナントを再開します。よろしいですか?";
