namespace UniversalApprox.Core

/// Where training starts from.
[<RequireQualifiedAccess>]
type Start =
    /// Spread for Levenberg–Marquardt and L-BFGS, PyTorch for Adam.
    | Auto
    /// The default initialisation of torch.nn.Linear: hidden weights and biases uniform on ±1/√d, amplitudes and offset on ±1/√N.
    | PyTorch
    /// From the data: unit centres spread over the inputs, with a range of widths. The first restart is a regular
    /// arrangement, the others are random. It assumes nothing about the outputs.
    | Spread
    /// From given parameters. Restarts after the first add normal noise of 10 % of each parameter's size (at least 0.1).
    | Given of Network

/// Initial parameter vectors.
[<RequireQualifiedAccess>]
module Start =
    /// The initial network for a restart (0, 1, …), in the units of `data`, which is what the optimiser works on.
    /// `data` is only read for the positions of its inputs. `Given` must already be in these units.
    val internal draw:
        start: Start ->
        optimizer: Optimizer ->
        activation: Activation ->
        units: int ->
        restart: int ->
        data: CurveData ->
        rng: Rng ->
            Network
