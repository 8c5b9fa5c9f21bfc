using System.Globalization;
using UniversalApprox.Internal;

namespace UniversalApprox;

/// <summary>
/// The origin of a network: its data and its training. JSON files keep all of it, ONNX files a
/// part. Only JSON files are read back. Unknown values are null.
/// </summary>
public sealed class ModelProvenance
{
    private readonly Models.ModelData? data;
    private readonly Models.ModelTraining? training;

    private ModelProvenance(Models.ModelData? data, Models.ModelTraining? training) =>
        (this.data, this.training) = (data, training);

    /// <summary>The name of the data.</summary>
    public string? Data => data?.Name;

    /// <summary>The names of the inputs.</summary>
    public string? Inputs => data is null ? null : string.Join(", ", data.InputNames);

    /// <summary>The name of the output.</summary>
    public string? Output => data?.OutputName;

    /// <summary>The number of points.</summary>
    public int? Points => data?.Points;

    /// <summary>How the parameters were found, for example LevenbergMarquardt.</summary>
    public string? Optimizer => training?.Optimizer;

    /// <summary>Adam's learning rate; null for the other optimizers.</summary>
    public double? LearningRate => training?.LearningRate;

    /// <summary>Steps of the optimizer.</summary>
    public int? Iterations => training?.Iterations;

    /// <summary>Why training stopped, for example Converged.</summary>
    public string? StopReason => training?.Stop;

    /// <summary>The loss that training minimised.</summary>
    public string? Loss => training?.Loss;

    /// <summary>How the data was scaled for training.</summary>
    public string? Scaling => training?.Scaling;

    /// <summary>The arithmetic of training.</summary>
    public string? Precision => training?.Precision;

    /// <summary>Whether the offset was kept at 0.</summary>
    public bool? NoOffset => training?.NoOffset;

    /// <summary>λ of the training's weight decay; 0 without.</summary>
    public double? WeightDecay => training?.WeightDecay;

    /// <summary>What the network had to satisfy, for example "c = 0, increasing"; empty without constraints.</summary>
    public string? Constraints => training?.Constraints;

    /// <summary>The seed of the sweep.</summary>
    public ulong? Seed => training?.Seed;

    /// <summary>Which restart of the sweep it was, from 0.</summary>
    public int? Restart => training?.Restart;

    /// <summary>The root mean square error on the data it was trained on.</summary>
    public double? Rmse => training?.Rmse;

    /// <summary>A short line.</summary>
    /// <returns>For example "Parabola (x → y, 500 points), LevenbergMarquardt, seed 1, restart 3, RMSE 0.146".</returns>
    public override string ToString()
    {
        string source = data is null ? "unknown data" : $"{Data} ({Inputs} → {Output}, {Points} points)";
        string manner = training is null
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture, $", {Optimizer}, seed {Seed}, restart {Restart}, RMSE {Rmse:G3}");
        return source + manner;
    }

    /// <summary>Null if nothing is known.</summary>
    internal static ModelProvenance? Of(Models.SavedNetwork saved)
    {
        Models.ModelData? data = CoreInterop.ToNullableReference(saved.Data);
        Models.ModelTraining? training = CoreInterop.ToNullableReference(saved.Training);
        return data is null && training is null ? null : new(data, training);
    }
}
