-- Why a change was refused: whoever asks again, on any instance, gets the same answer.
ALTER TABLE ordering.sale_changes ADD COLUMN refusal text;
